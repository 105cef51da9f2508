"""What the restore works through, and must never touch: its API client, the user behind it and that user's
rights.
"""

from dataclasses import dataclass
from itertools import chain

from environments.restore.clients import Production
from environments.restore.resources.manifest import BY_NAME, CLIENTS, GRANTS, MEMBERSHIPS, PARTIES
from environments.restore.resources.resource import Key, Place, Record, folded

_GROUPS, _USERS = PARTIES[-1][2:]


@dataclass(frozen=True)
class Protection:
    """Records of Staging that are left alone, as pairs of kind and folded key."""

    records: frozenset[tuple[str, Key]] = frozenset()

    def covers(self, kind: str, place: Place, key: Key) -> bool:
        """Whether that record is left alone. All of them lie in lists of the organization itself."""
        return bool(self.records) and not place and (kind, folded(key)) in self.records


def protection_of(staging: Production, api_client: Record) -> Protection:
    """Follow the connection's API client to its user, the groups of that user, and the profiles that reach
    them.
    """
    records = {(CLIENTS, (api_client["ID"],))}
    user = _user(staging, api_client.get("DefaultContextUserName"))
    if user:
        records.add((_USERS, (user["ID"],)))
        groups = set()
        for assignment in _all(staging, MEMBERSHIPS):
            if _same(assignment["UserID"], user["ID"]):
                groups.add(assignment["UserGroupID"].casefold())
                records.add((_GROUPS, (assignment["UserGroupID"],)))
                records.add(_named(MEMBERSHIPS, assignment))
        for assignment in _all(staging, GRANTS):
            if _reaches(assignment, user["ID"], groups):
                records.add((BY_NAME[GRANTS].read_if_any, (assignment["SecurityProfileID"],)))
                records.add(_named(GRANTS, assignment))
    return Protection(frozenset((kind, folded(key)) for kind, key in records))


def _user(staging: Production, username: str | None) -> Record | None:
    if not username:
        return None
    found = staging.read(BY_NAME[_USERS].path, [("Username", _literal(username))])["Items"]
    return next((user for user in found if _same(user["Username"], username)), None)


def _literal(text: str) -> str:
    """A filter that means that text and nothing else."""
    return "".join(chain.from_iterable(("\\", sign) if sign in "\\*|!<>" else (sign,) for sign in text))


def _all(staging: Production, kind: str) -> list[Record]:
    return list(staging.all_of(BY_NAME[kind], ()))


def _named(kind: str, record: Record) -> tuple[str, Key]:
    return kind, BY_NAME[kind].key_of(record)


def _reaches(assignment: Record, user_id: str, groups: set[str]) -> bool:
    if assignment.get("BuyerID") or assignment.get("SupplierID"):
        return False
    user, group = assignment.get("UserID"), assignment.get("UserGroupID")
    if user:
        return _same(user, user_id)
    return not group or group.casefold() in groups


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
