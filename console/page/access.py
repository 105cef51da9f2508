"""Access before a request is sent: the roles that it requires, who has which, and who can grant others."""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from console import roles
from console.access.granters import Granter, granters_of
from console.access.requesting import requested_today
from console.access.sources import SourceLink, links_of_role, role_source_links
from console.context.context import SELLER, Context
from console.context.permission import roles_in
from console.models import RoleRequest
from console.openapi.operations import Operation
from contributors.access_sources import role_sources
from contributors.effective_access import EffectiveAccess
from organizations.models import Organization


@dataclass(frozen=True)
class RoleRow:
    """One of the required roles, whether the person and the impersonated user have it, and why."""

    role: str
    is_yours: bool
    is_theirs: bool
    sources: list[SourceLink]


@dataclass(frozen=True)
class AccessPane:
    """What a request needs and has.

    Args:
        effective: what the person may do in the organization.
        operation: the open operation; None when none is open.
        context: who requests act as.
    """

    organization: Organization
    user: User
    effective: EffectiveAccess
    operation: Operation | None = None
    context: Context = SELLER

    @cached_property
    def role_check(self) -> roles.RoleCheck | None:
        """Which of the operation's roles the request will have; None when no operation is open."""
        if self.operation is None:
            return None
        return roles.RoleCheck(self.operation.roles, roles_in(self.context, self.effective))

    @cached_property
    def rows(self) -> list[RoleRow]:
        """The required roles, the smallest first."""
        required = self.operation.roles if self.operation else ()
        yours = roles.RoleCheck(required, self.effective.roles).matching
        theirs = roles.RoleCheck(required, self.context.user_roles).matching
        return [
            RoleRow(
                role,
                role in yours,
                role in theirs,
                links_of_role(role, self.effective, self.user, self.organization) if role in yours else [],
            )
            for role in required
        ]

    @cached_property
    def missing_role(self) -> str:
        """The smallest role that would let the request through; "" when none is missing, or none would.

        The roles of an impersonated user are set in OrderCloud, so only those help that the user has.
        """
        if self.role_check is None or self.role_check.sufficient:
            return ""
        helpful = [row.role for row in self.rows if row.is_theirs or not self.context.is_impersonated]
        return next(iter(helpful), "")

    @cached_property
    def granters(self) -> list[Granter]:
        """Who can grant the missing role."""
        return granters_of(self.missing_role, self.organization) if self.missing_role else []

    @cached_property
    def requested(self) -> RoleRequest | None:
        """Today's request for the missing role; None without one."""
        return requested_today(self.organization, self.missing_role, self.user) if self.missing_role else None

    @property
    def request_button(self) -> str:
        """The label of the button that asks for the missing role, such as "Email both"."""
        match self.granters:
            case [granter]:
                return f"Email {granter.user.get_short_name()}"
            case [_, _]:
                return "Email both"
        return f"Email {len(self.granters)} people"

    @cached_property
    def sources(self) -> str:
        """How many roles are held and where they come from."""
        return role_sources(self.effective)

    @cached_property
    def source_links(self) -> list[SourceLink]:
        """Where the roles come from; [] for the owner."""
        return role_source_links(self.effective, self.user, self.organization)
