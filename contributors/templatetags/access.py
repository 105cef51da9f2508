"""Template filters for access grants and effective access."""

from django import template

from contributors.effective_access import EffectiveAccess
from contributors.models import AccessGrant
from environments.roles import FULL_ACCESS

register = template.Library()


@register.filter
def role_count(access: AccessGrant | EffectiveAccess) -> str:
    """Return "1 role", "9 roles", or "full access" for `FullAccess`, which includes every role."""
    if FULL_ACCESS in access.roles:
        return "full access"
    count = len(access.roles)
    return f"{count} role{'' if count == 1 else 's'}"
