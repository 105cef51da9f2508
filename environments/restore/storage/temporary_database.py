"""A private temporary database on disk, so that memory use stays constant."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring_ascii
from typing import Any

from environments.restore.resources.resource import Key, ParentIds

PAGE_CACHE_KIB = 4096
BATCH_SIZE = 200  # rows in memory at a time


class TemporaryDatabase:
    """Used by all threads of a run, one statement at a time, and deleted with the run."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        for pragma in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{PAGE_CACHE_KIB}"):
            self._connection.execute(f"PRAGMA {pragma}")

    def create(self, schema: str) -> None:
        with self._lock:
            self._connection.executescript(schema)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple]:
        """Return all rows of a query with a small result."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def iterate(self, query: str, values: Sequence[Any], last: Any) -> Iterator[tuple]:
        """Yield the rows of a query with a large result, in batches.

        The last two parameters of the query are the value that the first column has to exceed, `last` for the
        first batch, and the size of a batch.
        """
        while rows := self.rows(query, (*values, last, BATCH_SIZE)):
            yield from rows
            last = rows[-1][0]

    def value(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Return the only value of the only row."""
        return self.rows(query, values)[0][0]

    def change(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run a statement and return the number of rows that it changed."""
        with self._lock:
            return self._connection.execute(query, values).rowcount

    def insert(self, query: str, values: Iterable[Sequence[Any]]) -> None:
        with self._lock:
            self._connection.execute("BEGIN")
            self._connection.executemany(query, values)
            self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


def encode_key(key: Key) -> str:
    """Return a key as a database value, in ASCII, since SQLite does not accept every Python string."""
    return "[" + ",".join(["null" if part is None else encode_basestring_ascii(part) for part in key]) + "]"


def decode_key(text: str) -> Key:
    return tuple(json.loads(text))


def decode_parent_ids(text: str) -> ParentIds:
    """Return a key none of whose parts is null."""
    return tuple(json.loads(text))


def placeholders(values: Sequence[Any]) -> str:
    """Return as many question marks as there are values, for a statement."""
    return ", ".join("?" * len(values))
