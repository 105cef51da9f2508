"""The records of both organizations while their lists are compared, each a row of the temporary database."""

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
  list INTEGER, name TEXT, key TEXT, below INTEGER, parent TEXT, depth INTEGER DEFAULT 0,
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
    """A record of Staging; `label` is its name for users, `child_mask` has a bit for each list under it."""

    match_key: Key
    key: Key
    digest: bytes
    checksums: Checksums
    label: str
    child_mask: int


@dataclass(frozen=True, slots=True)
class ProductionRecord:
    """A record of Production; `parent` is the match key of the record of its list that it refers to."""

    match_key: Key
    key: Key
    child_mask: int
    parent: Key | None = None


class RecordStore:
    """Stores records by list id and match key. Thread-safe."""

    def __init__(self, database: TemporaryDatabase) -> None:
        self._db = database
        self._db.create(_SCHEMA)
        self._lists = 0
        self._known_parents: set[tuple[bool, str]] = set()

    def allocate_list_id(self) -> int:
        """Return the id of a new list."""
        self._lists += 1
        return self._lists

    def add_staging(self, list_id: int, rows: Iterable[StagingRecord]) -> None:
        """Add a page of Staging."""
        values = [
            (
                list_id,
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

    def staging_records(self, list_id: int, names: Sequence[Key]) -> dict[Key, tuple[bytes, Checksums]]:
        """Return digest and checksums of the records with these match keys that Staging has."""
        rows = self._db.rows(
            f"SELECT name, digest, sums FROM staging WHERE list = ? AND name IN ({placeholders(names)})",
            (list_id, *map(encode_key, names)),
        )
        return {decode_key(name): (digest, json.loads(sums)) for name, digest, sums in rows}

    def add_production(self, list_id: int, rows: Sequence[ProductionRecord]) -> set[Key]:
        """Add a page of Production and return the match keys that the list did not have yet."""
        names = [row.match_key for row in rows]
        known = self._db.rows(
            f"SELECT name FROM production WHERE list = ? AND name IN ({placeholders(names)})",
            (list_id, *map(encode_key, names)),
        )
        values = [
            (
                list_id,
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

    def clear_production(self, list_id: int) -> None:
        """Remove all records of Production from a list."""
        self._db.change("DELETE FROM production WHERE list = ?", (list_id,))

    def counts(self, list_id: int) -> tuple[int, int]:
        """Return the number of different records of Production and of Staging in a list."""
        query = "SELECT count(*) FROM {} WHERE list = ?"
        return tuple(self._db.value(query.format(table), (list_id,)) for table in ("production", "staging"))

    def ids(self, list_id: int, production: bool) -> Iterator[str]:
        """Yield the ids of the records of one organization."""
        table = "production" if production else "staging"
        rows = self._db.iterate(
            f"SELECT name, key FROM {table} WHERE list = ? AND name > ? ORDER BY name LIMIT ?",
            (list_id,),
            last="",
        )
        return (decode_parent_ids(key)[0] for _, key in rows)

    def compute_depths(self, list_id: int) -> None:
        """Set the depth of each record of Production: the number of records of its list above it."""
        depth, moved, stayed = 0, 1, 1
        while moved and stayed:  # if no record stays, the rest refer to each other in a cycle
            at_depth = "FROM production WHERE list = ? AND depth = ?"
            moved = self._db.change(
                "UPDATE production SET depth = depth + 1 WHERE list = ? AND depth = ?"
                f" AND parent IN (SELECT name {at_depth})",
                (list_id, depth, list_id, depth),
            )
            stayed = self._db.value(f"SELECT count(*) {at_depth}", (list_id, depth))
            depth += 1

    def with_child_lists(self, list_id: int) -> Iterator[tuple[Key, int, Key | None, int]]:
        """Yield the records that may have child lists, with key and mask in both organizations."""
        rows = self._db.iterate(
            "SELECT p.name, p.key, p.below, s.key, coalesce(s.below, 0) FROM production AS p"
            " LEFT JOIN staging AS s ON s.list = p.list AND s.name = p.name"
            " WHERE p.list = ? AND (p.below OR s.below) AND p.name > ? ORDER BY p.name LIMIT ?",
            (list_id,),
            last="",
        )
        for _, key, below, staging_key, staging_below in rows:
            yield decode_key(key), below, decode_key(staging_key) if staging_key else None, staging_below

    def add_parents(self, production: bool, resource: str, names: Iterable[str]) -> None:
        """Add records that have records of a resource below them."""
        values = [(production, resource, name) for name in names]
        self._db.insert("INSERT OR IGNORE INTO parent VALUES (?, ?, ?)", values)
        if values:
            self._known_parents.add((production, resource))

    def is_parent(self, production: bool, resource: str, name: str) -> bool:
        if (production, resource) not in self._known_parents:
            return False
        query = "SELECT 1 FROM parent WHERE production = ? AND resource = ? AND name = ?"
        return bool(self._db.rows(query, (production, resource, name)))
