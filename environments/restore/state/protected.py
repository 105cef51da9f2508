"""The records that a restore never changes: what its connection and kept records of Staging depend on."""

from dataclasses import dataclass
from itertools import chain

from environments.restore.clients import ProductionReader
from environments.restore.resources.manifest import (
    API_CLIENTS,
    ASSIGNEE_RESOURCES,
    CLIENT_ASSIGNMENTS,
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


def find_records_of_client(
    production: ProductionReader, staging: ProductionReader, api_client: Record
) -> ProtectedRecords:
    """Find an API client that a kept record uses, its assignments, and its user with that user's rights.

    Of the user and its groups and security profiles, only what Production lacks is protected.
    """
    records = {_record(API_CLIENTS, api_client)} | {
        _record(CLIENT_ASSIGNMENTS, assignment)
        for assignment in _read_all(staging, CLIENT_ASSIGNMENTS)
        if _same(assignment["ApiClientID"], api_client["ID"])
    }
    username = api_client.get("DefaultContextUserName")
    user = _user(staging, username)
    if user and not _user(production, username):
        of_user = _records_of_user(staging, user)
        in_production = {
            _record(name, record)
            for name in {name for name, _ in of_user} - {_USERS}
            for record in _read_all(production, name)
        }
        records |= of_user - in_production
    return ProtectedRecords(frozenset(records))


def find_protected_records(staging: ProductionReader, api_client: Record) -> ProtectedRecords:
    """Find the connection's API client, its user, the user's groups, and their security profiles."""
    user = _user(staging, api_client.get("DefaultContextUserName"))
    of_user = _records_of_user(staging, user) if user else set()
    return ProtectedRecords(frozenset({_record(API_CLIENTS, api_client), *of_user}))


def _records_of_user(staging: ProductionReader, user: Record) -> set[tuple[str, Key]]:
    """Return a seller user, its groups, their security profiles, and the assignments between them."""
    records, groups = {_record(_USERS, user)}, set()
    for assignment in _read_all(staging, GROUP_MEMBERSHIPS):
        if _same(assignment["UserID"], user["ID"]):
            groups.add(assignment["UserGroupID"].casefold())
            records |= {_key(_GROUPS, assignment["UserGroupID"]), _record(GROUP_MEMBERSHIPS, assignment)}
    for assignment in _read_all(staging, PROFILE_ASSIGNMENTS):
        if _reaches(assignment, user["ID"], groups):
            profile = _key(
                RESOURCES_BY_NAME[PROFILE_ASSIGNMENTS].empty_unless, assignment["SecurityProfileID"]
            )
            records |= {profile, _record(PROFILE_ASSIGNMENTS, assignment)}
    return records


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
    return resource, casefold_key(RESOURCES_BY_NAME[resource].key_of(record))


def _key(resource: str, record_id: str) -> tuple[str, Key]:
    return resource, casefold_key((record_id,))


def _reaches(assignment: Record, user_id: str, groups: set[str]) -> bool:
    if assignment.get("BuyerID") or assignment.get("SupplierID"):
        return False
    user, group = assignment.get("UserID"), assignment.get("UserGroupID")
    if user:
        return _same(user, user_id)
    return not group or group.casefold() in groups


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
