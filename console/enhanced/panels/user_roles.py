"""The roles of a user, and where each comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from console.enhanced.assignments.links import GROUPS, company_of
from console.enhanced.panels.role_sources import ProfileSource, profiles_reaching, user_roles
from console.enhanced.reading import Reader, ReadFailed, Record

_SELLER_ASSIGNMENTS = {"commerceRole": "Seller"}


@dataclass(frozen=True)
class UserRolesPanel:
    """A panel that is read with the record: `AvailableRoles`, each with the profiles that give it."""

    title: str = "Roles"
    template: str = "console/enhanced/_user_roles.html"

    def read(self, reader: Reader, record: Record) -> Mapping[str, Any]:
        """Return the roles; `reason` says why their sources are missing, when they can't be read."""
        available = [str(role) for role in record.get("AvailableRoles") or ()]
        if not available:
            return {"roles": (), "reason": ""}
        try:
            reaching = _reaching(reader, record)
        except ReadFailed as error:
            return {"roles": user_roles(available, ()), "reason": str(error)}
        return {"roles": user_roles(available, reaching), "reason": ""}


def _reaching(reader: Reader, record: Record) -> list[tuple[Record, ProfileSource]]:
    """Return the security profiles that reach a user. Raises `ReadFailed` when they can't be read."""
    company, user = company_of(reader), str(record.get("ID") or "")
    operation = f"{GROUPS[company.kind]}.ListUserAssignments"
    memberships = reader.all(operation, {"userID": user, **reader.company})
    assignments = reader.all("SecurityProfiles.ListAssignments", company.query or _SELLER_ASSIGNMENTS)
    groups = [str(item.get("UserGroupID") or "") for item in memberships]
    return profiles_reaching(company, user, groups, assignments, reader.all("SecurityProfiles.List"))
