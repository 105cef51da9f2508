"""Where a user's access comes from, in words, and who can give more."""

from accounts.models import User
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
        return f"You have full access, granted {_joined(full)}."
    if not granting:
        return "You have no roles here. Only requests that need none will work."
    count = len(access.roles)
    held = f"You have {count} role{'s' if count != 1 else ''}, granted"
    if len(granting) == 1:
        return f"{held} {_source(granting[0])}."
    return f"{held} {_joined([f'{_source(source)} ({len(source.roles)})' for source in granting])}."


def _source(access: AccessGrant) -> str:
    return f"by team {access.team.name}" if access.team else "directly"


def _joined(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def role_granters(organization: Organization) -> list[tuple[User, str]]:
    """Return who can grant roles: the owner, then the admins, each with their position."""
    admins = AccessGrant.objects.filter(organization=organization, is_admin=True, accepted_at__isnull=False)
    grants = admins.exclude(user=None).select_related("user").order_by("user__name")
    return [(organization.owner, "owner"), *((grant.user, "admin") for grant in grants if grant.user)]
