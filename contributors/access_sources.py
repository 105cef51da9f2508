"""Where a user's access comes from, in words, and who can give more."""

from django.utils.text import get_text_list

from accounts.models import User
from contributors.access_changes import role_count
from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant
from environments.roles import FULL_ACCESS
from organizations.models import Organization


def role_sources(access: EffectiveAccess) -> str:
    """Return one sentence on how many roles are held and where they come from."""
    if access.is_owner:
        return "You have full access as the owner."
    granting = [source for source in access.grants if source.roles]
    if access.has_full_access:
        full = [_source(source) for source in granting if FULL_ACCESS in source.roles]
        return f"You have full access, granted {get_text_list(full, 'and')}."
    if not granting:
        return "You have no roles here. Only requests that need none will work."
    held = f"You have {role_count(access.roles)}, granted"
    if len(granting) == 1:
        return f"{held} {_source(granting[0])}."
    sources = [f"{_source(source)} ({len(source.roles)})" for source in granting]
    return f"{held} {get_text_list(sources, 'and')}."


def _source(access: AccessGrant) -> str:
    return f"by team {access.team.name}" if access.team else "directly"


def role_granters(organization: Organization) -> list[tuple[User, str]]:
    """Return who can grant roles: the owner, then the admins, each with their position."""
    admins = AccessGrant.objects.accepted().filter(organization=organization, is_admin=True)
    grants = admins.exclude(user=None).select_related("user").order_by("user__name")
    return [(organization.owner, "owner"), *((grant.user, "admin") for grant in grants if grant.user)]
