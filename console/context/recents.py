"""The contexts that a person used in an organization, the latest first."""

from collections.abc import Sequence

from accounts.models import User
from console.context.context import SELLER, Context
from console.models import RecentContext
from environments.grants import UserContext
from lib import clock
from organizations.models import Organization

MAX_RECENTS = 10  # per person and organization


def remember(user: User, organization: Organization, context: Context, *, for_new_tabs: bool) -> None:
    """Put a context first among the recent ones, and drop the oldest; the seller itself is not one of them.

    Args:
        for_new_tabs: whether new tabs begin with it from now on, in place of another one.
    """
    mine = RecentContext.objects.filter(user=user, organization=organization)
    if for_new_tabs:
        mine.filter(for_new_tabs=True).update(for_new_tabs=False)
    if context.user is None:
        return
    values = {
        "company_name": context.company_name,
        "username": context.user.username,
        "name": context.name,
        "client_name": context.client_name,
        "roles": list(context.user_roles),
        "reason": context.reason,
        "used_at": clock.now(),
        **({"for_new_tabs": True} if for_new_tabs else {}),
    }
    RecentContext.objects.update_or_create(
        user=user,
        organization=organization,
        kind=context.kind,
        company_id=context.user.company_id,
        impersonated_id=context.user.user_id,
        client_id=context.user.client_id,
        defaults=values,
    )
    kept = mine.order_by("-for_new_tabs", "-used_at", "-pk").values("pk")[:MAX_RECENTS]
    mine.exclude(pk__in=[row["pk"] for row in kept]).delete()


def recent_contexts(
    user: User, organization: Organization, kinds: Sequence[str]
) -> list[tuple[RecentContext, Context]]:
    """Return the recent contexts with users of some kinds, each with its row, the latest first."""
    rows = RecentContext.objects.filter(user=user, organization=organization, kind__in=kinds)
    return [(row, context_of(row)) for row in rows[:MAX_RECENTS]]


def context_for_new_tabs(user: User, organization: Organization) -> Context:
    """Return the context with which a new tab begins: the one chosen for it, otherwise the seller."""
    row = RecentContext.objects.filter(user=user, organization=organization, for_new_tabs=True).first()
    return context_of(row) if row else SELLER


def context_of(row: RecentContext) -> Context:
    """Return the context that a row stores."""
    return Context(
        user=UserContext(row.kind, row.company_id, row.impersonated_id, row.username, row.client_id),
        name=row.name,
        company_name=row.company_name,
        client_name=row.client_name,
        user_roles=tuple(row.roles),
        reason=row.reason,
    )
