"""What a user may do on an enhanced page, and who can grant what is missing."""

from dataclasses import dataclass

from accounts.models import User
from console.enhanced.place import Place
from console.roles import RoleCheck, check_roles
from contributors.access_sources import role_granters
from contributors.effective_access import EffectiveAccess
from environments.roles import FULL_ACCESS
from organizations.models import Organization

MAX_NAMED = 3


@dataclass(frozen=True)
class ResourceAccess:
    """The role checks of the operations on a resource; None where the document has no such operation."""

    place: Place
    organization: Organization
    effective: EffectiveAccess

    def check(self, action: str) -> RoleCheck | None:
        """Return which roles an operation requires, such as "List" or "Patch"."""
        operation = self.place.operation(action)
        return check_roles(self.effective, operation) if operation else None

    def may(self, action: str) -> bool:
        """Return whether the user may make the call."""
        check = self.check(action)
        return check is not None and check.sufficient

    @property
    def may_read(self) -> bool:
        return self.may("List") and self.may("Get")

    @property
    def may_save(self) -> bool:
        return self.may("Patch")

    @property
    def may_create(self) -> bool:
        return self.may("Create")

    @property
    def may_delete(self) -> bool:
        return self.may("Delete")

    @property
    def reading_roles(self) -> str:
        """The roles that let the list be read: "ApiClientReader or ApiClientAdmin"."""
        return _either(self.check("List"))

    @property
    def saving_roles(self) -> str:
        """The roles that let a record be saved."""
        return _either(self.check("Patch"))

    @property
    def reading_request(self) -> tuple[str, str] | None:
        """The operation and role to request in order to read the list; None when nothing is missing."""
        return self._request("List")

    @property
    def saving_request(self) -> tuple[str, str] | None:
        """The operation and role to request in order to save; None when nothing is missing."""
        return self._request("Patch")

    def _request(self, action: str) -> tuple[str, str] | None:
        operation, check = self.place.operation(action), self.check(action)
        if operation is None or check is None or check.sufficient:
            return None
        return operation.key, check.suggested_role

    @property
    def granters(self) -> str:
        """Who can grant them, by name and position."""
        named: list[tuple[User, str]] = role_granters(self.organization)[:MAX_NAMED]
        return ", ".join(f"{user} ({position})" for user, position in named)


def _either(check: RoleCheck | None) -> str:
    roles = [role for role in check.required if role != FULL_ACCESS] if check else []
    return " or ".join(roles) or FULL_ACCESS
