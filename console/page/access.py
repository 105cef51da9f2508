"""The access of the user: which roles the operation requires, which are held, and who can grant more."""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import User
from console import roles
from console.openapi.operations import Operation
from contributors.access_sources import role_granters, role_sources
from contributors.effective_access import EffectiveAccess
from organizations.models import Organization


@dataclass(frozen=True)
class AccessPane:
    """`effective` is what the user may do in the organization; `operation` is None when none is open."""

    organization: Organization
    effective: EffectiveAccess
    operation: Operation | None = None

    @cached_property
    def role_check(self) -> roles.RoleCheck | None:
        """Which of the operation's roles are held; None when no operation is open."""
        return roles.check_roles(self.effective, self.operation) if self.operation else None

    @cached_property
    def granters(self) -> list[tuple[User, str]]:
        """Who can grant a missing role."""
        return role_granters(self.organization)

    @cached_property
    def sources(self) -> str:
        """How many roles are held and where they come from."""
        return role_sources(self.effective)
