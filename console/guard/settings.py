"""What an organization requires before a write: set by operators, read with each page and each write."""

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Operator
from console.models import WriteGuard
from organizations.models import Environment, Organization

CACHE_DURATION = 300  # seconds; a change clears it


@dataclass(frozen=True)
class GuardSettings:
    """The settings of one organization.

    Attributes:
        requires_review: whether its writes are locked, and reviewed before they are sent.
        deletes_need_approval: whether a second person approves each delete.
    """

    requires_review: bool
    deletes_need_approval: bool = False


def settings_of(organization: Organization) -> GuardSettings:
    """Return the settings as the database has them; a write is decided by these."""
    row = WriteGuard.objects.filter(organization=organization).first()
    production = organization.environment == Environment.PRODUCTION
    return GuardSettings(
        requires_review=production or bool(row and row.requires_review),
        deletes_need_approval=production and bool(row and row.deletes_need_approval),
    )


def cached_settings_of(organization: Organization) -> GuardSettings:
    """Return the settings for a page, which takes no query as long as they are cached."""
    stored = cache.get(_cache_key(organization))
    if stored is None:
        found = settings_of(organization)
        stored = (found.requires_review, found.deletes_need_approval)
        cache.set(_cache_key(organization), stored, CACHE_DURATION)
    return GuardSettings(*stored)


def change_settings(
    organization: Organization, *, requires_review: bool, deletes_need_approval: bool, by: Operator
) -> GuardSettings:
    """Change what the organization requires; Production always requires a review."""
    with transaction.atomic():
        row, _ = WriteGuard.objects.select_for_update().get_or_create(organization=organization)
        row.requires_review, row.deletes_need_approval = requires_review, deletes_need_approval
        row.save()
        changed = settings_of(organization)
        audit_log.record(
            Event.WRITE_GUARD_UPDATED,
            by=by,
            target=organization,
            organization=organization.pk,
            writes_reviewed=changed.requires_review,
            deletes_approved=changed.deletes_need_approval,
        )
        transaction.on_commit(lambda: cache.delete(_cache_key(organization)))
    return changed


def _cache_key(organization: Organization) -> str:
    return f"write-guard:{organization.pk}"
