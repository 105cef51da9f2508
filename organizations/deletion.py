"""Deleting an organization: gone at once, purged after seven days, its id reserved until then."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations.access import require
from organizations.connections import provisioning
from organizations.models import Connection, Organization, StagingPair
from organizations.permissions import Can

log = structlog.get_logger(__name__)
RETENTION = timedelta(days=7)


def affected(organization: Organization, *, by) -> list[Organization]:
    """What a deletion of `organization` by that user deletes: itself, and with a Production one its Staging.

    A Staging organization that the user may not delete stays, and is not named.
    """
    pair = (
        StagingPair.objects.filter(production=organization, staging__deleted_at=None)
        .select_related("staging")
        .first()
    )
    both = pair is not None and by.has_perm(Can.DELETE, pair.staging)
    return [organization, pair.staging] if both else [organization]


def delete(organization: Organization, *, by) -> list[Organization]:
    """Deletes what `affected` names, and returns it. Asking twice does nothing more.

    Raises `PermissionDenied` for all but the owner.
    """
    require(by, Can.DELETE, organization)
    with transaction.atomic():
        deleted = affected(organization, by=by)
        moment = clock.now()
        for each in deleted:
            each.deleted_at = moment
            each.save(update_fields=["deleted_at"])
            audit_log.record(Event.ORGANIZATION_DELETED, by=by, target=each, organization=each.pk)
    return deleted


def deleted_together(organization: Organization) -> list[Organization]:
    """A deleted `organization`, and with a Production one the Staging that was deleted with it."""
    pair = StagingPair.objects.filter(
        production=organization,
        staging__deleted_at=organization.deleted_at,
        staging__owner=organization.owner_id,
    )
    return [organization, *(found.staging for found in pair.select_related("staging"))]


def undelete(organization: Organization, *, by=None, reason: str = "") -> list[Organization]:
    """Undoes a deletion within its seven days; returns what is back, with Production its Staging.

    The schedule of the pair stands as it did. An operator gives a `reason`, which the audit row keeps. Raises
    `ValidationError` when it is not deleted.
    """
    if organization.deleted_at is None:
        raise ValidationError(f"{organization.pk} is not deleted.")
    with transaction.atomic():
        back = deleted_together(organization)
        Organization.objects.filter(pk__in=[each.pk for each in back]).update(deleted_at=None)
        for each in back:
            each.deleted_at = None
            facts = {"reason": reason} if reason else {}
            audit_log.record(Event.ORGANIZATION_RESTORED, by=by, target=each, organization=each.pk, **facts)
    return back


def purge_expired() -> int:
    """Removes for good what was deleted more than seven days ago; returns how many went.

    One whose marketplace cannot be removed now is left for the next time.
    """
    expired = Organization.objects.filter(deleted_at__lt=clock.now() - RETENTION)
    return sum(purge(organization) for organization in expired.select_related("connection"))


def purge(organization: Organization, *, by=None) -> bool:
    """Removes a deleted organization for good; whether it went, which takes OrderCloud to be within reach.

    Raises `ValidationError` when it is not deleted.
    """
    if organization.deleted_at is None:
        raise ValidationError(f"{organization.pk} is not deleted.")
    try:
        if organization.connection.type == Connection.Type.EMULATOR:
            provisioning.purge(organization)
    except OrderCloudError as error:
        log.warning("purge_put_off", organization=organization.pk, error=str(error))
        return False
    with transaction.atomic():
        audit_log.record(Event.ORGANIZATION_PURGED, by=by, target=organization, organization=organization.pk)
        organization.delete()
    return True
