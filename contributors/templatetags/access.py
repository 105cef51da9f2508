"""Template filters for access grants and effective access."""

from collections.abc import Sequence
from datetime import datetime

from django import template

from contributors import access_changes
from contributors.access_changes import PERMISSION_LABELS, AccessChanges, in_words, summary
from contributors.access_settings import AccessSettings
from contributors.contributor_list import Contributor
from contributors.effective_access import EffectiveAccess
from contributors.grants.notices import holders_of
from contributors.models import AccessGrant
from contributors.token_revocation import valid_until

register = template.Library()


@register.filter
def role_count(access: AccessGrant | EffectiveAccess) -> str:
    """Return how many roles an access has, or "full access"."""
    return access_changes.role_count(access.roles)


@register.filter
def count_roles(roles: Sequence[str]) -> str:
    """Return how many roles these are, or "full access"."""
    return access_changes.role_count(roles)


@register.filter
def via(person: Contributor) -> str:
    """Return the username, and the teams that give access: "tess.moreau, via 2 teams"."""
    name, teams = person.user.username or "no username", person.teams
    if not teams:
        return name
    return f"{name}, via {teams[0]}" if len(teams) == 1 else f"{name}, via {len(teams)} teams"


@register.filter
def access_summary(access: AccessGrant | AccessSettings) -> str:
    """Return what a grant gives in a few words: "admin, 9 roles, can act as buyer users"."""
    return summary(access if isinstance(access, AccessSettings) else AccessSettings.of(access))


@register.filter
def right_name(right: str) -> str:
    """Return a role by its name, and a permission in words."""
    return PERMISSION_LABELS.get(right, right)


@register.filter
def changes_in_words(changes: AccessChanges) -> str:
    """Return what changes: "added OrderReader, removed act as buyer users"."""
    return in_words(changes)


@register.filter
def tokens_valid_until(grant: AccessGrant) -> datetime | None:
    """Return until when tokens stay valid that the holders of a grant got and OrderCloud can't end."""
    return valid_until(grant.organization, [user.pk for user in holders_of(grant)])
