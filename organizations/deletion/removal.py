"""Deletion of an organization, which hides it from everyone immediately."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.models import Organization, StagingPair
from organizations.permissions import Can


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
