"""Users and what they belong to: their company, groups, roles and locale."""

from dataclasses import dataclass
from typing import Any

from environments.emulator.auth.caller import Caller
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.registry import computes
from environments.emulator.storage.records import Organization, Record, Records

_API_ROLES = frozenset(CATALOGUE.enums["ApiRole"])
USER_TYPES = {"AdminUsers": "admin", "Users": "buyer", "SupplierUsers": "supplier"}
_GROUPS = {
    "AdminUsers": ("AdminUserGroups", "AdminUserGroupAssignments"),
    "Users": ("UserGroups", "UserGroupAssignments"),
    "SupplierUsers": ("SupplierUserGroups", "SupplierUserGroupAssignments"),
}


@dataclass(frozen=True)
class Membership:
    """The company and groups of a user, as case-folded ids; a company that does not apply is None."""

    user: str
    groups: tuple[str, ...]
    buyer: str | None
    supplier: str | None


def company(records: Records, user: Record) -> Record | None:
    """Return the buyer or supplier of a user; None for the seller's users."""
    return records.by_num(user.resource.parent, user.parent_num) if user.resource.parent else None


def membership(records: Records, user: Record) -> Membership:
    """Return the membership of a user."""
    groups = [record["UserGroupID"].casefold() for record in group_assignments(records, user)]
    owner = company(records, user)
    company_id = owner.id.casefold() if owner else None
    is_buyer, is_supplier = user.resource.name == "Users", user.resource.name == "SupplierUsers"
    return Membership(
        user.id.casefold(),
        tuple(groups),
        company_id if is_buyer else None,
        company_id if is_supplier else None,
    )


def group_assignments(records: Records, user: Record) -> list[Record]:
    """Return the assignments of a user to groups."""
    return records.where(_GROUPS[user.resource.name][1], parent=user.parent_num, UserID=user.id)


def groups(records: Records, user: Record) -> list[Record]:
    """Return the groups of a user."""
    resource = _GROUPS[user.resource.name][0]
    assigned = [
        records.find(resource, a["UserGroupID"], user.parent_num) for a in group_assignments(records, user)
    ]
    return [group for group in assigned if group]


def group_resource(user: Record) -> str:
    """Return the resource of the groups that a user can be in."""
    return _GROUPS[user.resource.name][0]


def find_by_username(records: Records, username: str) -> Record | None:
    """Return the user with a username, which is unique across admin, buyer and supplier users."""
    for resource in USER_TYPES:
        if users := records.where(resource, Username=username):
            return users[0]
    return None


def caller_of(
    organization: Organization,
    user: Record,
    client_id: str,
    roles: frozenset[str],
    expires_at: float = 0,
    **more: Any,
) -> Caller:
    """Return a user as the caller of operations; `more` are further attributes of `Caller`."""
    return Caller(
        organization=organization.num,
        user_type=USER_TYPES[user.resource.name],
        username=user["Username"],
        user_num=user.num,
        client_id=client_id,
        roles=roles,
        expires_at=expires_at,
        **more,
    )


def profiles(records: Records, user: Record) -> list[Record]:
    """Return the security profiles of a user: those assigned directly, by group, or by company."""
    where = membership(records, user)
    assignments = records.select(
        "SecurityProfileAssignments", *assignment_condition(where), where.buyer, where.supplier
    )
    names = sorted({a["SecurityProfileID"].casefold() for a in assignments})
    assigned = [records.find("SecurityProfiles", name) for name in names]
    return [profile for profile in assigned if profile]


def assignment_condition(where: Membership) -> tuple:
    """Return SQL and values for the assignments of a user; the last two parameters are buyer and supplier."""
    marks = ", ".join("?" * len(where.groups)) or "NULL"
    user, group = column("UserID"), column("UserGroupID")
    condition = (
        f"(({user} IS NULL AND {group} IS NULL) OR {user}=? OR {group} IN ({marks}))"
        f" AND {column('BuyerID')} IS ? AND {column('SupplierID')} IS ?"
    )
    return condition, where.user, *where.groups


def roles(records: Records, user: Record) -> tuple[list[str], list[str]]:
    """Return the API roles and the custom roles that the user's profiles grant."""
    return roles_of(profiles(records, user))


def roles_of(profile_records: list[Record]) -> tuple[list[str], list[str]]:
    """Return the API roles and the custom roles of some profiles.

    A token has both in one list. A custom role gives no access to operations, so one with the name of an API
    role is not granted at all.
    """
    api = dict.fromkeys(role for profile in profile_records for role in profile["Roles"] or ())
    custom = dict.fromkeys(role for profile in profile_records for role in profile["CustomRoles"] or ())
    return list(api), [role for role in custom if role not in _API_ROLES]


def locale(records: Records, user: Record) -> dict | None:
    """Return the most specific locale assigned to a buyer user: of a group before that of the company."""
    where = membership(records, user)
    if where.buyer is None:
        return None
    assignments = records.where("LocaleAssignments", BuyerID=where.buyer)
    by_group = [a for a in assignments if (a["UserGroupID"] or "").casefold() in where.groups]
    by_company = [a for a in assignments if a["UserGroupID"] is None]
    for assignment in by_group + by_company:
        if locale_record := records.find("Locales", assignment["LocaleID"]):
            return locale_record.data
    return None


@computes(*USER_TYPES)
def _roles_and_locale(records: Records, users: list[Record]) -> list[dict]:
    extras = []
    for user in users:
        api, custom = roles(records, user)
        extras.append({"AvailableRoles": api + custom, "Locale": locale(records, user)})
    return extras
