"""The records that a restore never changes: what its connection and kept records of Staging depend on."""

from dataclasses import dataclass
from itertools import chain

from environments.restore.clients import ProductionReader
from environments.restore.resources.manifest import (
    API_CLIENTS,
    ASSIGNEE_RESOURCES,
    GROUP_MEMBERSHIPS,
    PROFILE_ASSIGNMENTS,
    RESOURCES_BY_NAME,
)
from environments.restore.resources.resource import Key, ParentIds, Record, casefold_key

_GROUPS, _USERS = ASSIGNEE_RESOURCES[-1][2:]


@dataclass(frozen=True)
class ProtectedRecords:
    """Records of Staging that a restore never changes, as pairs of resource and case-folded key."""

    records: frozenset[tuple[str, Key]] = frozenset()

    def contains(self, resource: str, parent_ids: ParentIds, key: Key) -> bool:
        """Return whether a record is protected. Only records without a parent can be."""
        return bool(self.records) and not parent_ids and (resource, casefold_key(key)) in self.records

    def __or__(self, other: "ProtectedRecords") -> "ProtectedRecords":
        return ProtectedRecords(self.records | other.records)


def find_client_with_user(
    production: ProductionReader, staging: ProductionReader, api_client: Record
) -> ProtectedRecords:
    """Find an API client that a kept record uses, and the client's user if only Staging has that user."""
    records: set[tuple[str, Key]] = {(API_CLIENTS, casefold_key((api_client["ID"],)))}
    username = api_client.get("DefaultContextUserName")
    user = _user(staging, username)
    if user and not _user(production, username):
        records.add((_USERS, casefold_key((user["ID"],))))
    return ProtectedRecords(frozenset(records))


def find_protected_records(staging: ProductionReader, api_client: Record) -> ProtectedRecords:
    """Find the connection's API client, its user, the user's groups, and their security profiles."""
    records: set[tuple[str, Key]] = {(API_CLIENTS, (api_client["ID"],))}
    user = _user(staging, api_client.get("DefaultContextUserName"))
    if user:
        records.add((_USERS, (user["ID"],)))
        groups = set()
        for assignment in _read_all(staging, GROUP_MEMBERSHIPS):
            if _same(assignment["UserID"], user["ID"]):
                groups.add(assignment["UserGroupID"].casefold())
                records.add((_GROUPS, (assignment["UserGroupID"],)))
                records.add(_record(GROUP_MEMBERSHIPS, assignment))
        for assignment in _read_all(staging, PROFILE_ASSIGNMENTS):
            if _reaches(assignment, user["ID"], groups):
                records.add(
                    (RESOURCES_BY_NAME[PROFILE_ASSIGNMENTS].empty_unless, (assignment["SecurityProfileID"],))
                )
                records.add(_record(PROFILE_ASSIGNMENTS, assignment))
    return ProtectedRecords(frozenset((resource, casefold_key(key)) for resource, key in records))


def _user(staging: ProductionReader, username: str | None) -> Record | None:
    if not username:
        return None
    found = staging.read(RESOURCES_BY_NAME[_USERS].path, [("Username", _escape_filter(username))])["Items"]
    return next((user for user in found if _same(user["Username"], username)), None)


def _escape_filter(text: str) -> str:
    """Return a filter that matches exactly this text."""
    return "".join(chain.from_iterable(("\\", sign) if sign in "\\*|!<>" else (sign,) for sign in text))


def _read_all(staging: ProductionReader, resource: str) -> list[Record]:
    return list(staging.iterate(RESOURCES_BY_NAME[resource], ()))


def _record(resource: str, record: Record) -> tuple[str, Key]:
    return resource, RESOURCES_BY_NAME[resource].key_of(record)


def _reaches(assignment: Record, user_id: str, groups: set[str]) -> bool:
    if assignment.get("BuyerID") or assignment.get("SupplierID"):
        return False
    user, group = assignment.get("UserID"), assignment.get("UserGroupID")
    if user:
        return _same(user, user_id)
    return not group or group.casefold() in groups


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
