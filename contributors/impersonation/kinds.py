"""Which kinds of users someone may act as in an organization, and what stands against the others."""

from dataclasses import dataclass

from django.utils.text import get_text_list

from accounts.models import User
from contributors.access_settings import USER_KINDS
from contributors.access_sources import role_granters
from environments.grants import BUYER, SELLER, SUPPLIER
from organizations.access import require
from organizations.connections.clients import token_grant_for
from organizations.models import Organization
from organizations.permissions import Can

IMPERSONATION_PERMISSIONS = {
    SELLER: Can.IMPERSONATE_SELLER,
    SUPPLIER: Can.IMPERSONATE_SUPPLIER,
    BUYER: Can.IMPERSONATE_BUYER,
}


@dataclass(frozen=True)
class KindOption:
    """A kind of users to act as.

    Attributes:
        kind: SELLER, SUPPLIER or BUYER.
        allowed: whether the user may act as such users; the connection may still be unable to.
        reason: why not, in a sentence that names who can grant it; "" when allowed.
        granters: who can grant the permission, each with their position; empty when allowed.
        connection_reason: why the connection cannot act as such users; "" when it can.
    """

    kind: str
    allowed: bool
    reason: str = ""
    granters: tuple[tuple[User, str], ...] = ()
    connection_reason: str = ""

    @property
    def available(self) -> bool:
        """Whether the user may act as such users and the connection can."""
        return self.allowed and not self.connection_reason


def may_impersonate(user: User, kind: str, organization: Organization) -> bool:
    """Return whether `user` may act as users of that kind."""
    return user.has_perm(IMPERSONATION_PERMISSIONS[kind], organization)


def require_kind(user: User, kind: str, organization: Organization) -> None:
    """Raise `PermissionDenied` unless `user` may act as users of that kind."""
    require(user, IMPERSONATION_PERMISSIONS[kind], organization)


def permitted_kinds(user: User, organization: Organization) -> list[str]:
    """Return the kinds of users that `user` may act as, whatever the connection can."""
    return [kind for kind in USER_KINDS if may_impersonate(user, kind, organization)]


def kind_options(user: User, organization: Organization) -> list[KindOption]:
    """Return every kind of users: seller, supplier and buyer users."""
    permitted = permitted_kinds(user, organization)
    granters = () if len(permitted) == len(USER_KINDS) else tuple(role_granters(organization))
    return [
        KindOption(
            kind,
            allowed=kind in permitted,
            reason="" if kind in permitted else missing_permission(kind, granters),
            granters=() if kind in permitted else granters,
            connection_reason=connection_reason(kind, organization),
        )
        for kind in USER_KINDS
    ]


def connection_reason(kind: str, organization: Organization) -> str:
    """Return why the connection cannot act as users of that kind; "" when it can."""
    capabilities = token_grant_for(organization).capabilities
    if kind in capabilities.impersonation_types:
        return ""
    return capabilities.reasons.get(kind) or f"The connection can't act as {kind} users."


def missing_permission(kind: str, granters: tuple[tuple[User, str], ...]) -> str:
    """Return the sentences for a permission that is not held."""
    names = get_text_list([granter.get_short_name() for granter, _ in granters], "or")
    return f"You have no permission to act as {kind} users. Ask {names}."
