"""The records of one organization, within one transaction: found, written, renamed and removed.

`Records` wraps a connection of its caller, who decides whether it may write.
"""

import secrets
import sqlite3
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Resource
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from lib import exact_json

_FEW_HITS = 5000
SINGLETON_KEY = ""  # of a resource that an organization has once


@dataclass(frozen=True)
class Organization:
    """One marketplace in one environment and region.

    `token_generation` changes to revoke all tokens; `production` is the Portal id of the organization that a
    Staging one was restored from; `api_version` is None for the emulator's own.
    """

    num: int
    portal_id: str
    marketplace_id: str
    name: str
    environment: str
    region: str
    default_user: str
    token_generation: str
    production: str | None = None
    api_version: str | None = None

    @property
    def base_path(self) -> str:
        """Return the path under the emulator's root: `/sandbox`, or `/est-sandbox` in other regions."""
        return base_path(self.environment, self.region)


def base_path(environment: str, region: str) -> str:
    prefix = "" if region == "usw" else f"{region}-"
    return f"/{prefix}{environment.lower()}"


@dataclass
class Record:
    """A stored record. `parent_num` is the num of its parent, 0 for none."""

    resource: Resource
    num: int
    parent_num: int
    body: str

    @cached_property
    def data(self) -> JsonObject:
        return exact_json.loads(self.body)

    @property
    def id(self) -> str:
        return self.data["ID"]

    def __getitem__(self, field: str) -> Any:
        return self.data.get(field)


@dataclass(frozen=True)
class Change:
    """What a write made of a record: None as `old` for a new one, None as `new` for a removed one."""

    old: Record | None
    new: Record | None


def new_id() -> str:
    """Return 22 characters of URL-safe base64, as OrderCloud creates them from a GUID."""
    return urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")


def key_of(resource: Resource, data: JsonObject) -> str:
    """Return what identifies a record under its parent: its folded id, or the key of an assignment."""
    if resource.is_singleton:
        return SINGLETON_KEY
    if not resource.key:
        return str(data["ID"]).casefold()
    return "|".join("" if data.get(field) is None else _folded(data[field]) for field in resource.key)


def _folded(value: object) -> str:
    return (exact_json.dumps(value) if isinstance(value, dict) else str(value)).casefold()


class Records:
    def __init__(self, connection: sqlite3.Connection, organization: Organization) -> None:
        self.connection = connection
        self.organization = organization
        # What this write has changed so far, by the name of the resource and num. Imports do not follow it.
        self.follows_changes = False
        self.changes: dict[tuple[str, int], Change] = {}

    # reading

    def find(self, resource: Resource | str, id_: str, parent: int = 0) -> Record | None:
        """Return the record with an id, in any case, under a parent; None if there is none."""
        resource = _resource(resource)
        row = self.connection.execute(
            f"SELECT num, parent, body FROM {tables.table(resource)} WHERE org=? AND parent=? AND id=?",
            (self.organization.num, parent, id_.casefold()),
        ).fetchone()
        return Record(resource, *row) if row else None

    def get(self, resource: Resource | str, id_: str, parent: int = 0) -> Record:
        """Return a record that must exist, because another one refers to it.

        Raises:
            LookupError: it does not exist.
        """
        record = self.find(resource, id_, parent)
        if record is None:
            raise LookupError(f"{_resource(resource).name} {id_}")
        return record

    def by_num(self, resource: Resource | str, num: int) -> Record | None:
        resource = _resource(resource)
        row = self.connection.execute(
            f"SELECT num, parent, body FROM {tables.table(resource)} WHERE org=? AND num=?",
            (self.organization.num, num),
        ).fetchone()
        return Record(resource, *row) if row else None

    def get_by_num(self, resource: Resource | str, num: int) -> Record:
        """Return a record that must exist. Raises LookupError."""
        record = self.by_num(resource, num)
        if record is None:
            raise LookupError(f"{_resource(resource).name} {num}")
        return record

    def select(self, resource: Resource | str, condition: str = "1", *values: object) -> list[Record]:
        """Return all records of the organization that satisfy an SQL condition, in the order of creation."""
        resource = _resource(resource)
        table = tables.table(resource)
        rows = self.connection.execute(
            f"SELECT num, parent, body FROM {table} WHERE org=? AND {condition} ORDER BY row",
            (self.organization.num, *values),
        )
        return [Record(resource, *row) for row in rows]

    def where(self, resource: Resource | str, parent: int | None = None, **fields: object) -> list[Record]:
        """Return all records whose fields (only those with columns) have these values; None is null."""
        conditions: list[str] = []
        values: list[object] = []
        if parent is not None:
            conditions.append("parent=?")
            values.append(parent)
        for name, value in fields.items():
            conditions.append(f"{tables.column(name)} IS ?")
            values.append(column_value(value))
        return self.select(resource, " AND ".join(conditions) or "1", *values)

    def prepare_search(self, selection: Selection) -> None:
        """Query the trigram index once, for count and page; if it has few hits, start with these."""
        if not selection.fts_query:
            return
        text = tables.text_table(selection.resource)
        execute = self.connection.execute
        execute("CREATE TEMP TABLE IF NOT EXISTS hits (row INTEGER PRIMARY KEY)")
        execute("DELETE FROM temp.hits")
        rows = execute(
            f"INSERT INTO temp.hits SELECT rowid FROM {text} WHERE {text} MATCH ?", (selection.fts_query,)
        ).rowcount
        selection.index_hint = "NOT INDEXED" if rows <= _FEW_HITS else ""

    def count(self, selection: Selection) -> int:
        return self.connection.execute(
            f"SELECT count(*) FROM {_from(selection)} WHERE org=? AND {selection.sql}",
            (self.organization.num, *selection.values),
        ).fetchone()[0]

    def page(self, selection: Selection, order: str, first: int, size: int) -> list[Record]:
        rows = self.connection.execute(
            f"SELECT num, parent, body FROM {_from(selection)} WHERE org=? AND {selection.sql}"
            f" ORDER BY {order} LIMIT ? OFFSET ?",
            (self.organization.num, *selection.values, size, first),
        )
        return [Record(selection.resource, *row) for row in rows]

    # writing

    def insert(
        self, resource: Resource | str, data: JsonObject, parent: int = 0, num: int | None = None
    ) -> Record:
        """Store a new record.

        `num` is set for a record from elsewhere. No row is smaller than its num, so the next free row is
        always an unused num.

        Raises:
            sqlite3.IntegrityError: its key is taken.
        """
        resource = _resource(resource)
        body = exact_json.dumps(data)
        name = tables.table(resource)
        row = self.connection.execute(f"SELECT coalesce(max(row), 0) + 1 FROM {name}").fetchone()[0]
        row, num = max(row, num or 0), num or row
        columns = ["row", "org", "num", "parent", "id", *map(tables.column, resource.columns), "body"]
        values = [row, self.organization.num, num, parent, *_values(resource, data), body]
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", values)
        return self._changed(None, Record(resource, num, parent, body))

    def update(self, record: Record, data: JsonObject, parent: int | None = None) -> Record:
        """Update a record's data, and its parent if given; its id may change too."""
        resource = record.resource
        body = exact_json.dumps(data)
        parent = record.parent_num if parent is None else parent
        columns = ["parent", "id", *map(tables.column, resource.columns), "body"]
        values = [parent, *_values(resource, data), body, self.organization.num, record.num]
        self.connection.execute(
            f"UPDATE {tables.table(resource)} SET {'=?, '.join(columns)}=? WHERE org=? AND num=?", values
        )
        return self._changed(record, Record(resource, record.num, parent, body))

    def remove(self, record: Record) -> None:
        """Remove only this record; `references.delete` also handles what refers to it."""
        self.connection.execute(
            f"DELETE FROM {tables.table(record.resource)} WHERE org=? AND num=?",
            (self.organization.num, record.num),
        )
        self._note(record, None, (record.resource.name, record.num))

    def _changed(self, old: Record | None, new: Record) -> Record:
        self._note(old, new, (new.resource.name, new.num))
        return new

    def _note(self, old: Record | None, new: Record | None, key: tuple[str, int]) -> None:
        if self.follows_changes:
            first = self.changes.get(key)
            self.changes[key] = Change(first.old if first else old, new)


def _from(selection: Selection) -> str:
    return f"{tables.table(selection.resource)} {selection.index_hint}"


def _resource(resource: Resource | str) -> Resource:
    return CATALOGUE.resources[resource] if isinstance(resource, str) else resource


def _values(resource: Resource, data: JsonObject) -> list[object]:
    return [key_of(resource, data), *(column_value(data.get(field)) for field in resource.columns)]


def column_value(value: Any) -> object:
    """Return a value as a column stores it: text folded, numbers as SQLite has them."""
    if value is None or isinstance(value, int):
        # SQLite's integers have 64 bits; larger values are inexact in a column, but not in the body.
        return value if value is None or -(2**63) <= value < 2**63 else float(value)
    return value.casefold() if isinstance(value, str) else float(value)
