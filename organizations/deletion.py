"""Deletion of organizations: hidden immediately, purged after seven days, the ID reserved until then."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations.access import require
from organizations.connections import provisioning
from organizations.models import Connection, Organization, StagingPair
from organizations.permissions import Can

log = structlog.get_logger(__name__)
RETENTION = timedelta(days=7)


def affected(organization: Organization, *, by: User) -> list[Organization]:
    """Return what a deletion by that user includes: `organization`, and the Staging of a Production one.

    A Staging organization that the user may not delete is left out.
    """
    pair = (
        StagingPair.objects.filter(production=organization, staging__deleted_at=None)
        .select_related("staging")
        .first()
    )
    if pair is not None and by.has_perm(Can.DELETE, pair.staging):
        return [organization, pair.staging]
    return [organization]


def delete(organization: Organization, *, by: User) -> list[Organization]:
    """Delete the organizations that `affected` returns, and return them.

    Raises:
        PermissionDenied: for everyone but the owner.
    """
    require(by, Can.DELETE, organization)
    with transaction.atomic():
        deleted = affected(organization, by=by)
        deleted_at = clock.now()
        for item in deleted:
            item.deleted_at = deleted_at
            item.save(update_fields=["deleted_at"])
            audit_log.record(Event.ORGANIZATION_DELETED, by=by, target=item, organization=item.pk)
    return deleted


def deleted_together(organization: Organization) -> list[Organization]:
    """Return a deleted `organization`, and the Staging deleted with a Production one."""
    pairs = StagingPair.objects.filter(
        production=organization,
        staging__deleted_at=organization.deleted_at,
        staging__owner=organization.owner_id,
    )
    return [organization, *(pair.staging for pair in pairs.select_related("staging"))]


def undelete(organization: Organization, *, by: User | None = None, reason: str = "") -> list[Organization]:
    """Undo a deletion that is not purged yet, and return what was restored, including Staging.

    The pair's restore schedule is unchanged. Operators give a `reason`, which the audit log records.

    Raises:
        ValidationError: if the organization is not deleted.
    """
    if organization.deleted_at is None:
        raise ValidationError(f"{organization.pk} isn't deleted.")
    with transaction.atomic():
        undeleted = deleted_together(organization)
        Organization.objects.filter(pk__in=[item.pk for item in undeleted]).update(deleted_at=None)
        details = {"reason": reason} if reason else {}
        for item in undeleted:
            item.deleted_at = None
            audit_log.record(Event.ORGANIZATION_RESTORED, by=by, target=item, organization=item.pk, **details)
    return undeleted


def purge_expired() -> int:
    """Purge organizations that were deleted more than seven days ago, and return their number.

    An organization whose marketplace cannot be removed now is retried next time.
    """
    expired = Organization.objects.filter(deleted_at__lt=clock.now() - RETENTION)
    return sum(purge(organization) for organization in expired.select_related("connection"))


def purge(organization: Organization, *, by: User | None = None) -> bool:
    """Remove a deleted organization permanently; return whether it succeeded.

    It fails while the organization's marketplace is unreachable.

    Raises:
        ValidationError: if the organization is not deleted.
    """
    if organization.deleted_at is None:
        raise ValidationError(f"{organization.pk} isn't deleted.")
    try:
        if organization.connection.type == Connection.Type.EMULATOR:
            provisioning.purge(organization)
    except OrderCloudError as error:
        log.warning("purge_deferred", organization=organization.pk, error=str(error))
        return False
    with transaction.atomic():
        audit_log.record(Event.ORGANIZATION_PURGED, by=by, target=organization, organization=organization.pk)
        organization.delete()
    return True
