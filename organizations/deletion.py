"""Deleting an organization: gone at once, purged after seven days, its id reserved until then."""

from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
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


def going(organization: Organization) -> list[Organization]:
    """What a deletion of `organization` takes along: itself, and with a Production one its Staging half."""
    pair = StagingPair.objects.filter(production=organization, staging__deleted_at=None).first()
    return [organization, *([pair.staging] if pair else [])]


def delete(organization: Organization, *, by) -> list[Organization]:
    """Deletes `organization`, and with a Production one its Staging half; returns what went.

    Raises `PermissionDenied` for all but the owner. Asking twice does nothing more.
    """
    require(by, Can.DELETE, organization)
    with transaction.atomic():
        halves = going(organization)
        moment = clock.now()
        for half in halves:
            half.deleted_at = moment
            half.save(update_fields=["deleted_at"])
            audit.record("deleted", by=by, target=half, organization=half.pk)
        StagingPair.objects.filter(staging__in=halves).update(active=False)
    return halves


def returning(organization: Organization) -> list[Organization]:
    """A deleted `organization`, and with a Production one the Staging that was deleted with it."""
    pair = StagingPair.objects.filter(production=organization, staging__deleted_at=organization.deleted_at)
    return [organization, *(found.staging for found in pair.select_related("staging"))]


def bring_back(organization: Organization, *, by=None, reason: str = "") -> list[Organization]:
    """Undoes a deletion within its seven days; returns what came back, with Production its Staging half.

    An operator gives a `reason`, which the audit row keeps. Raises `ValidationError` when it is not deleted.
    """
    if organization.deleted_at is None:
        raise ValidationError(f"{organization.pk} is not deleted.")
    with transaction.atomic():
        halves = returning(organization)
        Organization.objects.filter(pk__in=[half.pk for half in halves]).update(deleted_at=None)
        StagingPair.objects.filter(staging__in=halves, production__deleted_at=None).update(active=True)
        for half in halves:
            audit.record(
                "brought back",
                by=by,
                target=half,
                organization=half.pk,
                **({"reason": reason} if reason else {}),
            )
    return halves


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
