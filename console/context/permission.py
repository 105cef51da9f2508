"""Whether a person may act in a context, and with which roles."""

from accounts.models import User
from console.context.context import Context
from contributors.effective_access import EffectiveAccess
from environments.grants import BUYER, SELLER, SUPPLIER
from environments.roles import intersect_roles
from organizations.access import require
from organizations.models import Organization
from organizations.permissions import Can

PERMISSIONS = {
    SELLER: Can.IMPERSONATE_SELLER,
    SUPPLIER: Can.IMPERSONATE_SUPPLIER,
    BUYER: Can.IMPERSONATE_BUYER,
}


def require_context(user: User, context: Context, organization: Organization) -> None:
    """Raise `PermissionDenied` unless `user` may act in the context now."""
    if context.user:
        require(user, PERMISSIONS[context.kind], organization)


def roles_in(context: Context, access: EffectiveAccess) -> tuple[str, ...]:
    """Return the roles of requests: those of the person, and in a user's context those that both have."""
    return intersect_roles(access.roles, context.user_roles) if context.user else access.roles
