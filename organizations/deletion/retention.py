"""How long a deleted organization can be restored."""

from datetime import datetime, timedelta

from django.db.models import Q

from lib import clock
from organizations.models import Organization

RETENTION = timedelta(days=7)


def recoverable() -> Q:
    """Return a filter for the deleted organizations that can still be restored."""
    return Q(deleted_at__gt=clock.now() - RETENTION)


def recoverable_until(organization: Organization) -> datetime | None:
    """Return when a deleted organization is purged; None for one that is not deleted."""
    return organization.deleted_at + RETENTION if organization.deleted_at else None
