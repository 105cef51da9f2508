"""Purging of deleted organizations: on the platform first, where the connection can, then here.

So no row disappears while its marketplace exists. A purge that fails leaves the row with the reason, which
operators see, and the hourly task tries again until it is done.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from datetime import timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from accounts.personal_tokens import organizations as token_organizations
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations.connections import provisioning
from organizations.connections.clients import token_grant_for
from organizations.deletion.retention import RETENTION
from organizations.models import Connection, Organization

log = structlog.get_logger(__name__)
# How long a purge holds an organization; after a process was killed, the next purge takes over.
CLAIM_DURATION = timedelta(minutes=10)


class NotDeleted(ValidationError):
    """Only a deleted organization can be purged."""


def can_purge(organization: Organization) -> bool:
    """Return whether a purge also removes the data on OrderCloud; otherwise it is only forgotten here."""
    try:
        return token_grant_for(organization).capabilities.can_purge
    except Connection.DoesNotExist:
        return False


def purge_expired() -> int:
    """Purge organizations that were deleted more than seven days ago, and return their number.

    One that fails is retried next time, and does not prevent the others.
    """
    purged = 0
    for organization in expired():
        with suppress(NotDeleted):  # it was restored meanwhile
            purged += _purge_or_log(organization, None)
    return purged


def expired() -> list[Organization]:
    """Return the organizations that were deleted more than seven days ago."""
    deleted = Organization.objects.filter(deleted_at__lt=clock.now() - RETENTION)
    return list(deleted.select_related("connection").order_by("deleted_at", "pk"))


def purge_all(
    organizations: Iterable[Organization], *, by: Actor | None = None
) -> Iterator[tuple[Organization, bool]]:
    """Purge each, and yield it with whether it succeeded; one that fails does not prevent the others.

    Raises:
        NotDeleted: if one is not deleted.
    """
    for organization in organizations:
        # A row that is purged has no primary key any more.
        yield copy(organization), _purge_or_log(organization, by)


def purge(organization: Organization, *, by: Actor | None = None) -> bool:
    """Remove a deleted organization permanently; return whether it succeeded.

    It fails while the organization's marketplace can't be removed, or while another process purges it.

    Raises:
        NotDeleted: if the organization is not deleted.
    """
    if not _claim(organization):
        return not Organization.objects.filter(pk=organization.pk).exists()
    try:
        if can_purge(organization):
            provisioning.purge(organization)
    except OrderCloudError as error:
        log.warning("purge_deferred", organization=organization.pk, error=str(error))
        _record_failure(organization, f"Not removed on OrderCloud. {error}")
        return False
    try:
        with transaction.atomic():
            audit_log.record(
                Event.ORGANIZATION_PURGED, by=by, target=organization, organization=organization.pk
            )
            token_organizations.forget(organization.pk)
            organization.delete()
    except Exception:
        _record_failure(organization, "Removed on OrderCloud, but not here yet.")
        raise
    return True


def is_being_purged(organization: Organization) -> bool:
    """Return whether a purge holds the organization now; one whose process was killed does not."""
    since = organization.purging_since
    return since is not None and since > clock.now() - CLAIM_DURATION


def _purge_or_log(organization: Organization, by: Actor | None) -> bool:
    try:
        return purge(organization, by=by)
    except NotDeleted:
        raise
    except Exception as error:
        log.exception("purge_failed", organization=organization.pk, error=type(error).__name__)
        return False


def _claim(organization: Organization) -> bool:
    """Mark the organization as being purged, so that it can't be restored and no one else purges it."""
    now = clock.now()
    deleted = Organization.objects.filter(pk=organization.pk)
    unclaimed = Q(purging_since=None) | Q(purging_since__lt=now - CLAIM_DURATION)
    if deleted.filter(unclaimed, deleted_at__isnull=False).update(purging_since=now):
        return True
    if deleted.filter(deleted_at=None).exists():
        raise NotDeleted(f"{organization.pk} isn't deleted.")
    return False


def _record_failure(organization: Organization, reason: str) -> None:
    Organization.objects.filter(pk=organization.pk).update(
        purging_since=None,
        purge_failure=reason[:500],
        purge_failed_since=Coalesce("purge_failed_since", Value(clock.now())),
    )
    organization.refresh_from_db(fields=["purging_since", "purge_failure", "purge_failed_since"])
