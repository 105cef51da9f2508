"""Purging of deleted organizations: on the platform first, then here."""

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations.connections import provisioning
from organizations.deletion.retention import RETENTION
from organizations.models import Connection, Organization

log = structlog.get_logger(__name__)


def purge_expired() -> int:
    """Purge organizations that were deleted more than seven days ago, and return their number.

    An organization whose marketplace cannot be removed now is retried next time.
    """
    expired = Organization.objects.filter(deleted_at__lt=clock.now() - RETENTION)
    return sum(purge(organization) for organization in expired.select_related("connection"))


def purge(organization: Organization, *, by: Actor | None = None) -> bool:
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
