"""Which roles of an operation a user holds."""

from dataclasses import dataclass

from console.openapi.operations import Operation
from contributors.effective_access import EffectiveAccess
from environments.roles import FULL_ACCESS


@dataclass(frozen=True)
class RoleCheck:
    """Roles required and held. Any one of `required` is enough; without any, everyone may call."""

    required: tuple[str, ...]
    held: tuple[str, ...]

    @property
    def has_full_access(self) -> bool:
        """Whether FullAccess is held, which includes every role."""
        return FULL_ACCESS in self.held

    @property
    def sufficient(self) -> bool:
        """Whether the roles let the call through."""
        return not self.required or bool(self.matching)

    @property
    def matching(self) -> tuple[str, ...]:
        """The required roles that are held."""
        return (
            self.required
            if self.has_full_access
            else tuple(role for role in self.required if role in self.held)
        )

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Each required role, the smallest first, and whether it is held."""
        return [(role, role in self.matching) for role in self.required]

    @property
    def suggested_role(self) -> str:
        """The smallest role that is enough; "" when none is required."""
        return next(iter(self.required), "")


def check_roles(access: EffectiveAccess, operation: Operation) -> RoleCheck:
    """Return which roles of `operation` are held with `access`."""
    return RoleCheck(operation.roles, access.roles)
