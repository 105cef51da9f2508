"""Quotas: how many Sandbox organizations and open Production requests a user may have, and has."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from organizations.models import Environment, Organization, ProductionRequest, Quota

FIELDS = ("sandbox_organizations", "open_requests")


class QuotaReached(ValidationError):
    """The user owns as many Sandbox organizations as allowed."""

    def __init__(self, used: int, allowed: int) -> None:
        self.used, self.allowed = used, allowed
        noun = "organization" if allowed == 1 else "organizations"
        super().__init__(
            f"You've used {used} of {allowed} Sandbox {noun}. Delete one, or ask an operator for more."
        )


def quota_of(user: User) -> Quota:
    """Return the user's own quota, otherwise everyone's, otherwise the defaults, which are not stored."""
    # Sorted here, because databases differ in where they put a row without a user.
    stored = sorted(Quota.objects.filter(Q(user=user) | Q(user=None)), key=lambda quota: not quota.user_id)
    return stored[0] if stored else Quota()


def sandbox_organizations_of(user: User) -> int:
    """Return how many Sandbox organizations count toward the user's quota: those owned and not deleted."""
    return Organization.objects.active().filter(owner=user, environment=Environment.SANDBOX).count()


def open_requests_of(user: User) -> int:
    """Return how many Production requests of the user wait for a decision or for their creation."""
    return ProductionRequest.objects.filter(requester=user, status__in=ProductionRequest.OPEN).count()


def require_sandbox_organization(user: User) -> None:
    """Require that the user may own one more Sandbox organization.

    Raises:
        QuotaReached: if the user owns as many as allowed, or more.
    """
    used, allowed = sandbox_organizations_of(user), quota_of(user).sandbox_organizations
    if used >= allowed:
        raise QuotaReached(used, allowed)


def lock_for(user: User) -> None:
    """Make other transactions that count toward the user's quota wait for this one's end."""
    User.objects.select_for_update().only("pk").get(pk=user.pk)


def save(quota: Quota, *, by: Actor) -> None:
    """Save a new or changed quota; one that is unchanged is not audited."""
    with transaction.atomic():
        before = Quota.objects.filter(pk=quota.pk).first()
        changes = {
            field: {"from": getattr(before, field, None), "to": getattr(quota, field)}
            for field in FIELDS
            if getattr(before, field, None) != getattr(quota, field)
        }
        quota.save()
        if changes:
            audit_log.record(Event.QUOTA_UPDATED, by=by, target=quota, changes=changes)


def remove(quota: Quota, *, by: Actor) -> None:
    """Remove a quota: the user has everyone's again, or everyone the defaults."""
    with transaction.atomic():
        audit_log.record(Event.QUOTA_UPDATED, by=by, target=quota, removed=True)
        quota.delete()
