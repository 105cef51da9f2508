"""Whether a person may act in a context, and with which roles."""

from django.core.exceptions import PermissionDenied

from accounts.models import User
from console.context.context import Context
from contributors.effective_access import EffectiveAccess
from contributors.impersonation.kinds import kind_options, may_impersonate
from environments.roles import intersect_roles
from organizations.models import Organization


class ContextLost(PermissionDenied):
    """The person may no longer act in the context of their tab. The message is a sentence."""


def require_context(user: User, context: Context, organization: Organization) -> None:
    """Let a request in the context through.

    Raises:
        ContextLost: `user` may not act as such users now.
    """
    if context.user and not may_impersonate(user, context.kind, organization):
        (option,) = [each for each in kind_options(user, organization) if each.kind == context.kind]
        raise ContextLost(f"Nothing was sent as {context.display_name}. {option.reason}")


def roles_in(context: Context, access: EffectiveAccess) -> tuple[str, ...]:
    """Return the roles of requests: those of the person, and in a user's context those that both have."""
    return intersect_roles(access.roles, context.user_roles) if context.user else access.roles
