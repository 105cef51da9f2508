"""The records of both organizations while their lists are compared: a row of the database for each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from environments.restore.resources.resource import Key
from environments.restore.storage.temporary_database import (
    TemporaryDatabase,
    decode_key,
    decode_parent_ids,
    encode_key,
    placeholders,
)

_SCHEMA = """
CREATE TABLE staging (
  list INTEGER, name TEXT, key TEXT, digest BLOB, sums TEXT, label TEXT, below INTEGER,
  PRIMARY KEY (list, name)
) WITHOUT ROWID;
CREATE TABLE production (
  list INTEGER, name TEXT, key TEXT, below INTEGER, parent TEXT, tier INTEGER DEFAULT 0,
  PRIMARY KEY (list, name)
) WITHOUT ROWID;
CREATE TABLE parent (
  production INTEGER, resource TEXT, name TEXT, PRIMARY KEY (production, resource, name)
) WITHOUT ROWID;
"""

Checksums = dict[str, int]
"""A checksum for each field."""


@dataclass(frozen=True, slots=True)
class StagingRecord:
    """A record of Staging; `label` is what people call it, `below` has a bit for each list under it."""

    match_key: Key
    key: Key
    digest: bytes
    checksums: Checksums
    label: str
    child_mask: int


@dataclass(frozen=True, slots=True)
class ProductionRecord:
    """A record of Production; `parent` is the name of the record of its list that it refers to."""

    match_key: Key
    key: Key
    child_mask: int
    parent: Key | None = None


class RecordStore:
    """Lists are known by numbers, and a record in both organizations by its name. Any thread may use it."""

    def __init__(self, database: TemporaryDatabase) -> None:
        self._db = database
        self._db.create(_SCHEMA)
        self._lists = 0
        self._known_parents: set[tuple[bool, str]] = set()

    def new_list(self) -> int:
        """The number of a list that is going to be compared."""
        self._lists += 1
        return self._lists

    def add_staging(self, number: int, rows: Iterable[StagingRecord]) -> None:
        values = [
            (
                number,
                encode_key(r.match_key),
                encode_key(r.key),
                r.digest,
                json.dumps(r.checksums),
                r.label,
                r.child_mask,
            )
            for r in rows
        ]
        self._db.insert("INSERT OR REPLACE INTO staging VALUES (?, ?, ?, ?, ?, ?, ?)", values)

    def staging_records(self, number: int, names: Sequence[Key]) -> dict[Key, tuple[bytes, Checksums]]:
        """Digest and checksums of those of the names that Staging has."""
        rows = self._db.rows(
            f"SELECT name, digest, sums FROM staging WHERE list = ? AND name IN ({placeholders(names)})",
            (number, *map(encode_key, names)),
        )
        return {decode_key(name): (digest, json.loads(sums)) for name, digest, sums in rows}

    def add_production(self, number: int, rows: Sequence[ProductionRecord]) -> set[Key]:
        """Add a page; the names that the list did not have before."""
        names = [row.match_key for row in rows]
        known = self._db.rows(
            f"SELECT name FROM production WHERE list = ? AND name IN ({placeholders(names)})",
            (number, *map(encode_key, names)),
        )
        values = [
            (
                number,
                encode_key(r.match_key),
                encode_key(r.key),
                r.child_mask,
                None if r.parent is None else encode_key(r.parent),
            )
            for r in rows
        ]
        self._db.insert(
            "INSERT OR REPLACE INTO production (list, name, key, below, parent) VALUES (?, ?, ?, ?, ?)",
            values,
        )
        return set(names) - {decode_key(name) for (name,) in known}

    def clear_production(self, number: int) -> None:
        self._db.change("DELETE FROM production WHERE list = ?", (number,))

    def counts(self, number: int) -> tuple[int, int]:
        """How many different records Production and Staging have in that list."""
        query = "SELECT count(*) FROM {} WHERE list = ?"
        return tuple(self._db.value(query.format(table), (number,)) for table in ("production", "staging"))

    def ids(self, number: int, production: bool) -> Iterator[str]:
        """The ids of the records of one organization."""
        table = "production" if production else "staging"
        rows = self._db.iterate(
            f"SELECT name, key FROM {table} WHERE list = ? AND name > ? ORDER BY name LIMIT ?",
            (number,),
            last="",
        )
        return (decode_parent_ids(key)[0] for _, key in rows)

    def compute_depths(self, number: int) -> None:
        """Give each record of Production the tier that tells how many records of its list stand above it."""
        tier, moved, stayed = 0, 1, 1
        while moved and stayed:  # where nobody stays, the rest refer to each other in a circle
            at_tier = "FROM production WHERE list = ? AND tier = ?"
            moved = self._db.change(
                "UPDATE production SET tier = tier + 1 WHERE list = ? AND tier = ?"
                f" AND parent IN (SELECT name {at_tier})",
                (number, tier, number, tier),
            )
            stayed = self._db.value(f"SELECT count(*) {at_tier}", (number, tier))
            tier += 1

    def with_child_lists(self, number: int) -> Iterator[tuple[Key, int, Key | None, int]]:
        """The records under which something may lie: key and bits in Production, key and bits in Staging."""
        rows = self._db.iterate(
            "SELECT p.name, p.key, p.below, s.key, coalesce(s.below, 0) FROM production AS p"
            " LEFT JOIN staging AS s ON s.list = p.list AND s.name = p.name"
            " WHERE p.list = ? AND (p.below OR s.below) AND p.name > ? ORDER BY p.name LIMIT ?",
            (number,),
            last="",
        )
        for _, key, below, staging_key, staging_below in rows:
            yield decode_key(key), below, decode_key(staging_key) if staging_key else None, staging_below

    def add_parents(self, production: bool, resource: str, names: Iterable[str]) -> None:
        """These records have something of that resource below them."""
        values = [(production, resource, name) for name in names]
        self._db.insert("INSERT OR IGNORE INTO parent VALUES (?, ?, ?)", values)
        if values:
            self._known_parents.add((production, resource))

    def is_parent(self, production: bool, resource: str, name: str) -> bool:
        if (production, resource) not in self._known_parents:
            return False
        query = "SELECT 1 FROM parent WHERE production = ? AND resource = ? AND name = ?"
        return bool(self._db.rows(query, (production, resource, name)))
