"""Deleting an organization: gone at once, purged after seven days, its id reserved until then."""

from datetime import timedelta

import structlog
from django.db import transaction

from accounts import audit
from environments import clock
from environments.ordercloud.errors import OrderCloudError
from organizations import provisioning
from organizations.access import require
from organizations.models import Connection, Organization, StagingPair
from organizations.permissions import Can

log = structlog.get_logger(__name__)
RESERVED = timedelta(days=7)


def delete(organization: Organization, *, by) -> list[Organization]:
    """Deletes `organization`, and with a Production one its Staging half; returns what went.

    Raises `PermissionDenied` for all but the owner. Asking twice does nothing more.
    """
    require(by, Can.DELETE, organization)
    with transaction.atomic():
        pair = StagingPair.objects.filter(production=organization).select_related("staging").first()
        going = [organization, *([pair.staging] if pair else [])]
        for half in going:
            half.deleted_at = clock.now()
            half.save(update_fields=["deleted_at"])
            audit.record("deleted", by=by, target=half, organization=half.pk)
        StagingPair.objects.filter(staging__in=going).update(active=False)
    return going


def purge_expired() -> int:
    """Removes for good what was deleted more than seven days ago; returns how many went.

    One whose marketplace cannot be removed now is left for the next time.
    """
    purged = 0
    for organization in Organization.objects.filter(deleted_at__lt=clock.now() - RESERVED).select_related(
        "connection"
    ):
        try:
            if organization.connection.kind == Connection.Kind.EMULATOR:
                provisioning.purge(organization)
        except OrderCloudError as error:
            log.warning("purge_put_off", organization=organization.pk, error=str(error))
            continue
        organization.delete()
        purged += 1
    return purged
