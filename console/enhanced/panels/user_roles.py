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
            reaching, note = _reaching(reader, record)
        except ReadFailed as error:
            return {"roles": user_roles(available, ()), "reason": str(error)}
        return {"roles": user_roles(available, reaching), "reason": "", "note": note}


def _reaching(reader: Reader, record: Record) -> tuple[list[tuple[Record, ProfileSource]], str]:
    """Return the security profiles that reach a user, and a sentence when a list was cut.

    Raises:
        ReadFailed: they can't be read.
    """
    company, user = company_of(reader), str(record.get("ID") or "")
    lists: tuple[tuple[str, Mapping[str, str]], ...] = (
        (f"{GROUPS[company.kind]}.ListUserAssignments", {"userID": user, **reader.company}),
        ("SecurityProfiles.ListAssignments", company.query or _SELLER_ASSIGNMENTS),
        ("SecurityProfiles.List", {}),
    )
    memberships, assignments, profiles = (reader.all(*item) for item in lists)
    groups = [str(item.get("UserGroupID") or "") for item in memberships]
    note = next((cut for item in lists if (cut := reader.cut(*item))), "")
    return profiles_reaching(company, user, groups, assignments, profiles), note
