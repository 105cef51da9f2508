"""Where everything lies: one SQLite file, many readers, one writer at a time.

WAL with `synchronous=NORMAL`: what was answered survives a kill of the process at any point. `memory` is a
file too, in a folder that goes away with the process, because SQLite's shared memory databases lock tables
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

_PRAGMAS = """
PRAGMA journal_mode=WAL;
PRAGMA synchronous={synchronous};
PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-4000;
PRAGMA mmap_size=67108864;
PRAGMA busy_timeout=30000;
"""


class Store:
    """The file and its connections. `close()` when done."""

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
            migrations.add_missing_columns(self._writer)
            self._writer.execute("COMMIT")
            self._writer.executescript(f"BEGIN IMMEDIATE; {tables.indexes()} COMMIT;")
            migrations.backfill(self._writer)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        connection.executescript(_PRAGMAS.format(synchronous=self._synchronous))
        sql_functions.register(connection)
        self._all.append(connection)
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the data for as long as it is held."""
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
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The one connection that writes: all of the block is kept, or, when it raises, nothing of it.

        What `after_commit` was given during the block is called once the writer is free again.
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

    def after_commit(self, call: Callable[[], None]) -> None:
        """Do this when the present write is safe; not at all when it is undone."""
        self._after.calls.append(call)

    def setting(self, name: str, make: Callable[[], str]) -> str:
        """A value kept for the life of the file, made by `make` when it is first asked for."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()
        if row:
            return row[0]
        made = make()
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, made))
            return connection.execute("SELECT value FROM setting WHERE name=?", (name,)).fetchone()[0]

    def close(self) -> None:
        for connection in self._all:
            connection.close()
        if self._folder:
            self._folder.cleanup()
