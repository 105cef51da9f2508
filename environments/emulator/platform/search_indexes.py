"""Search indexes of an organization, which are built over the emulator's clock."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import Organization
from environments.emulator.values import dates
from lib import clock

TYPES = ("Products", "Orders")
STATUSES = ("Building", "Rebuilding", "Ready", "Failed", "Invalid", "Canceled", "WaitingToBuild")
WAITING_SECONDS, BUILDING_SECONDS = 2.0, 8.0
HOUR, WEEK = 3600, 7 * 24 * 3600
# Rebuilds per hour and per week.
LIMITS = {"Sandbox": (10, 30), "Staging": (3, 5), "Production": (3, 5)}
MAX_LISTED = 20  # of each type
MAX_ERRORS = 100
_XP_TYPES = {"text": "text", "integer": "number", "real": "number", "true": "boolean", "false": "boolean"}


@dataclass(frozen=True)
class _Index:
    """A stored index. Times are in seconds since the epoch.

    Attributes:
        canceled_at: when a newer index of the type was requested before this one was ready; or None.
    """

    num: int
    type: str
    created: float
    canceled_at: float | None

    @property
    def ready_at(self) -> float:
        return self.created + WAITING_SECONDS + BUILDING_SECONDS

    def status(self, now: float) -> str:
        if self.canceled_at is not None:
            return "Canceled"
        if now < self.created + WAITING_SECONDS:
            return "WaitingToBuild"
        return "Ready" if now >= self.ready_at else "Building"

    def percent(self, now: float) -> int:
        built = (self.canceled_at or now) - self.created - WAITING_SECONDS
        return max(0, min(100, int(100 * built / BUILDING_SECONDS)))


def list_indexes(emulator: Emulator, organization: Organization, query: dict[str, str]) -> JsonObject:
    """Return the indexes, newest first; `type` and `status` of the query limit them.

    Raises:
        ApiError: 400 for an unknown type or status.
    """
    wanted_type = one_of(TYPES, query["type"], "type") if query.get("type") else None
    wanted_status = one_of(STATUSES, query["status"], "status") if query.get("status") else None
    now, found = clock.timestamp(), []
    for type_ in TYPES:
        indexes = _indexes(emulator, organization, type_)
        active = next((index.num for index in indexes if index.status(now) == "Ready"), None)
        found += [
            {
                "IndexID": index.num,
                "Type": index.type,
                "Status": index.status(now),
                "DateCreated": _date(index.created),
                "PercentComplete": index.percent(now),
                "IsActiveIndex": index.num == active,
            }
            for index in indexes
            if wanted_type in (None, type_) and wanted_status in (None, index.status(now))
        ]
    return {"SearchIndexes": found}


def list_errors(emulator: Emulator, organization: Organization, index_id: str) -> JsonObject:
    """Return the records that an index leaves out: those whose `xp` has a value of another type than others.

    Raises:
        ApiError: 404 without such an index.
    """
    indexes = [index for type_ in TYPES for index in _indexes(emulator, organization, type_)]
    index = next((index for index in indexes if str(index.num) == index_id), None)
    if index is None:
        raise errors.not_found("SearchIndex", index_id)
    if index.status(clock.timestamp()) != "Ready":
        return {"SearchIndexErrors": []}
    with emulator.store.read_transaction() as connection:
        found = _conflicts(connection, organization, index.type)
    failed_on = _date(index.ready_at)
    return {
        "SearchIndexErrors": [
            {"ThingID": thing, "ErrorText": text, "FailedOn": failed_on} for thing, text in found
        ]
    }


def rebuild(emulator: Emulator, organization: Organization, type_: str) -> None:
    """Request a new index, which replaces the active one once it is ready.

    Raises:
        ApiError: 400 for an unknown type, or when the organization has used its rebuilds.
    """
    type_ = one_of(TYPES, type_, "type")
    _indexes(emulator, organization, type_)
    hourly, weekly = LIMITS[organization.environment]
    now = clock.timestamp()
    with emulator.store.write_transaction() as connection:
        for limit, seconds, period in ((hourly, HOUR, "hour"), (weekly, WEEK, "week")):
            (used,) = connection.execute(
                "SELECT count(*) FROM search_index WHERE org=? AND requested AND created > ?",
                (organization.num, now - seconds),
            ).fetchone()
            if used >= limit:
                raise errors.bad_request(
                    "Search.ExceedsRebuildLimit",
                    f"Indexes in {organization.environment} can be rebuilt {limit} times per {period}.",
                    {"HourlyLimit": hourly, "WeeklyLimit": weekly},
                )
        _insert(connection, organization, type_, now, requested=True)


def one_of(values: tuple[str, ...], text: str, name: str) -> str:
    """Return the value that `text` is in any case of letters. Raises `ApiError` (400) if it is none."""
    for value in values:
        if value.lower() == text.lower():
            return value
    raise errors.invalid_value(name, f"{name} must be one of {', '.join(values)}.")


def _indexes(emulator: Emulator, organization: Organization, type_: str) -> list[_Index]:
    """Return the indexes of a type, newest first; every organization has one of each from the start."""
    statement = "SELECT num, type, created FROM search_index WHERE org=? AND type=? ORDER BY num DESC LIMIT ?"
    values = (organization.num, type_, MAX_LISTED)
    with emulator.store.read_transaction() as connection:
        rows = connection.execute(statement, values).fetchall()
    if not rows:
        with emulator.store.write_transaction() as connection:
            rows = connection.execute(statement, values).fetchall()
            if not rows:
                built = clock.timestamp() - HOUR
                _insert(connection, organization, type_, built, requested=False)
                rows = connection.execute(statement, values).fetchall()
    indexes: list[_Index] = []
    newer: float | None = None
    for num, name, created in rows:
        is_canceled = newer is not None and newer < created + WAITING_SECONDS + BUILDING_SECONDS
        indexes.append(_Index(num, name, created, newer if is_canceled else None))
        newer = created
    return indexes


def _insert(
    connection: sqlite3.Connection, organization: Organization, type_: str, created: float, *, requested: bool
) -> None:
    connection.execute(
        "INSERT INTO search_index (org, type, created, requested) VALUES (?, ?, ?, ?)",
        (organization.num, type_, created, requested),
    )


def _conflicts(
    connection: sqlite3.Connection, organization: Organization, type_: str
) -> list[tuple[str, str]]:
    """Return ID and error of the first records whose `xp` has a value of a type that its field is not."""
    rows = connection.execute(
        "SELECT json_extract(body, '$.ID'), key, type"
        f" FROM {tables.table(CATALOGUE.resources[type_])}, json_each(body, '$.xp')"
        " WHERE org=? AND key IS NOT NULL ORDER BY row",
        (organization.num,),
    )
    types: dict[str, str] = {}
    found: list[tuple[str, str]] = []
    for thing, key, json_type in rows:
        kind = _XP_TYPES.get(json_type)
        if kind is None:
            continue
        known = types.setdefault(str(key), kind)
        if known != kind:
            found.append((str(thing), f"xp.{key} is a {kind} here and a {known} in earlier records."))
        if len(found) == MAX_ERRORS:
            break
    return found


def _date(seconds: float) -> str:
    return dates.write(datetime.fromtimestamp(seconds, UTC))
