"""The database: one SQLite file, many readers, one writer at a time.

WAL with `synchronous=NORMAL`: acknowledged writes survive if the process is killed at any point. `memory` is
a file too, in a folder that is deleted with the process, because SQLite's shared memory databases lock tables
against their readers.
"""

import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from environments.emulator.catalogue import tables
from environments.emulator.queries import sql_functions
from environments.emulator.storage import migrations

# The database in memory that only the writer has.
SNAPSHOTS = "snapshots"
_PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous={synchronous};
PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-4000;
PRAGMA mmap_size=67108864;
PRAGMA busy_timeout=30000;
"""


def check_usable(data: str) -> None:
    """Check that a file can be written and is a database, if it exists.

    Raises:
        OSError, sqlite3.Error: it is not usable.
    """
    if data == "memory":
        return
    Path(data).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(data, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("SELECT count(*) FROM sqlite_master")
    finally:
        connection.close()


class Store:
    """The file and its connections. Call `close()` when done."""

    def __init__(self, data: str) -> None:
        """`data` is a path, or "memory" for nothing that outlives this object."""
        self._folder = tempfile.TemporaryDirectory(prefix="emulator-") if data == "memory" else None
        self.path = str(Path(self._folder.name) / "data") if self._folder else data
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        self._synchronous = "OFF" if self._folder else "NORMAL"
        self._idle: list[sqlite3.Connection] = []
        self._all: list[sqlite3.Connection] = []
        self._writing = threading.Lock()
        self._after = threading.local()
        with self._writing:
            self._writer = self._connect()
            self._writer.executescript(f"BEGIN IMMEDIATE; {tables.tables()} COMMIT;")
            self._writer.execute("BEGIN IMMEDIATE")
            migrations.add_missing_properties(self._writer)
            migrations.add_missing_columns(self._writer)
            self._writer.execute("COMMIT")
            self._writer.executescript(f"BEGIN IMMEDIATE; {tables.indexes()} COMMIT;")
            migrations.backfill(self._writer)
            self._writer.execute(f"ATTACH ':memory:' AS {SNAPSHOTS}")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.executescript(_PRAGMAS.format(synchronous=self._synchronous))
        sql_functions.register(connection)
        self._all.append(connection)
        return connection

    @contextmanager
    def read_transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield a connection with one snapshot of the data."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")
            self._idle.append(connection)

    @contextmanager
    def write_transaction(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection that writes. All changes are committed, or none if the block raises an error.

        Functions passed to `on_commit` are called once the writer is free again.
        """
        self._after.calls = []
        with self._writing:
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
            except BaseException:
                self._writer.execute("ROLLBACK")
                raise
            self._writer.execute("COMMIT")
        calls, self._after.calls = self._after.calls, []
        for call in calls:
            call()

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call a function after the present write is committed; not if it is undone."""
        self._after.calls.append(call)

    def get_or_create_setting(self, name: str, create: Callable[[], str]) -> str:
        """Return a value stored in the file; `create` returns it the first time."""
        with self.read_transaction() as connection:
            row = connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()
        if row:
            return row[0]
        created = create()
        with self.write_transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, created))
            return connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()[0]

    def close(self) -> None:
        """Close all connections."""
        for connection in self._all:
            connection.close()
        if self._folder:
            self._folder.cleanup()
