"""Snapshots of organizations in memory, and resets to them.

A snapshot is a copy of rows in a database in memory that only the writing connection has. From then on
triggers of that connection note which rows are written, and a reset writes only those rows again, however
large the organization is. It is one write: requests in flight read the state before it or the one after it.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.storage.organizations import TABLES
from environments.emulator.storage.store import SNAPSHOTS as DATABASE

# Names inside a trigger cannot have the name of a database, so these tables are among the temporary ones.
_NOTES = (
    "CREATE TEMP TABLE snapshot (number INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE snapshot_change (snapshot INTEGER, name TEXT, key, PRIMARY KEY (snapshot, name, key))"
    " WITHOUT ROWID",
)


@dataclass(frozen=True)
class _Table:
    """A table with rows of organizations."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def list(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)

    def key_of(self, row: str = "") -> str:
        """Return an expression for the key as one value; `row` is `old` or `new` in a trigger."""
        return " || ' ' || ".join(f'{row}."{column}"' if row else f'"{column}"' for column in self.key)

    def within(self, organizations: frozenset[int] | None) -> str:
        """Return a condition for the rows of organizations, of all for None."""
        if organizations is None:
            return "TRUE"
        if self.name == "revoked":  # It has only digests, so it is reset with all organizations.
            return "FALSE"
        column = "num" if self.name == "organization" else "org"
        return f"{column} IN ({', '.join(map(str, organizations))})"

    def copy(self, number: int) -> str:
        """Return the name of a snapshot's copy."""
        return f'{DATABASE}."{number} {self.name}"'

    @property
    def definition(self) -> str:
        """Return the columns and the key of a copy."""
        types = "INTEGER" if self.key in (("row",), ("num",)) else ""
        columns = [f'"{name}" {types if name in self.key else ""}' for name in self.columns]
        return f"{', '.join(columns)}, PRIMARY KEY ({', '.join(self.key)})"


@dataclass(frozen=True)
class Snapshot:
    """The rows of organizations at one moment.

    Attributes:
        number: distinguishes it from all other snapshots of the store.
        organizations: numbers of the organizations; None if it has all there were.
        last_request: number of the newest entry in the log of requests.
        records: how many records it has.
        tables: those it has a copy of.
    """

    number: int
    organizations: frozenset[int] | None
    last_request: int
    records: int
    tables: tuple[_Table, ...] = field(repr=False)


def take(connection: sqlite3.Connection, number: int, organizations: frozenset[int] | None) -> Snapshot:
    """Copy the rows of organizations, of all for None. Within a write."""
    tables, records = _tables(connection), 0
    _note_changes(connection, tables)
    for table in tables:
        connection.execute(f"CREATE TABLE {table.copy(number)} ({table.definition})")
        copied = connection.execute(
            f'INSERT INTO {table.copy(number)} SELECT {table.list} FROM main."{table.name}"'
            f" WHERE {table.within(organizations)}"
        ).rowcount
        records += copied if table.name in CATALOGUE.resources else 0
    connection.execute("INSERT INTO temp.snapshot VALUES (?)", (number,))
    (last,) = connection.execute("SELECT coalesce(max(num), 0) FROM request").fetchone()
    return Snapshot(number, organizations, last, records, tables)


def reset(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    """Make the organizations what they were. Within a write.

    After a reset to a snapshot of all organizations there are no others.
    """
    organizations = snapshot.organizations
    if organizations is not None:
        organizations |= _with_ids_of(connection, snapshot)
    rows = connection.execute(
        "SELECT DISTINCT name FROM temp.snapshot_change WHERE snapshot=?", (snapshot.number,)
    )
    written = {name for (name,) in rows}
    moved = [
        (snapshot.number, table.name, key)
        for table in snapshot.tables
        if table.name in written
        for key in _reset_table(connection, snapshot, table, organizations)
    ]
    connection.execute("DELETE FROM temp.snapshot_change WHERE snapshot=?", (snapshot.number,))
    connection.executemany("INSERT INTO temp.snapshot_change VALUES (?, ?, ?)", moved)


def forget(connection: sqlite3.Connection, snapshot: Snapshot) -> None:
    """Delete the copy. Within a write."""
    connection.execute("DELETE FROM temp.snapshot WHERE number=?", (snapshot.number,))
    connection.execute("DELETE FROM temp.snapshot_change WHERE snapshot=?", (snapshot.number,))
    for table in snapshot.tables:
        connection.execute(f"DROP TABLE {table.copy(snapshot.number)}")


def _tables(connection: sqlite3.Connection) -> tuple[_Table, ...]:
    found = []
    for name in ("organization", "revoked", *TABLES, *CATALOGUE.resources):
        columns = connection.execute(f'PRAGMA main.table_info("{name}")').fetchall()
        key = [row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]]
        found.append(_Table(name, tuple(row[1] for row in columns), tuple(key)))
    return tuple(found)


def _note_changes(connection: sqlite3.Connection, tables: tuple[_Table, ...]) -> None:
    """Create the tables and triggers that note which rows are written, once."""
    if connection.execute("SELECT 1 FROM temp.sqlite_master WHERE name='snapshot'").fetchone():
        return
    for statement in (*_NOTES, *(trigger for table in tables for trigger in _triggers(table))):
        connection.execute(statement)


def _triggers(table: _Table) -> list[str]:
    def trigger(event: str, row: str) -> str:
        note = f"SELECT number, '{table.name}', {table.key_of(row)} FROM snapshot"
        return f"""
        CREATE TEMP TRIGGER "{table.name} {event}" AFTER {event} ON main."{table.name}"
          BEGIN INSERT OR IGNORE INTO snapshot_change {note}; END;
        """

    return [trigger("INSERT", "new"), trigger("UPDATE", "old"), trigger("DELETE", "old")]


def _with_ids_of(connection: sqlite3.Connection, snapshot: Snapshot) -> frozenset[int]:
    """Return the numbers of organizations that have an id of the snapshot, and came after it perhaps."""
    rows = connection.execute(
        "SELECT num FROM main.organization WHERE portal_id COLLATE NOCASE IN"
        f' (SELECT portal_id FROM {DATABASE}."{snapshot.number} organization")'
    )
    return frozenset(num for (num,) in rows)


def _reset_table(
    connection: sqlite3.Connection, snapshot: Snapshot, table: _Table, organizations: frozenset[int] | None
) -> Iterator[int]:
    """Write the rows of one table, and yield the numbers of those that have another number than before."""
    name, values = f'main."{table.name}"', (snapshot.number, table.name)
    written = f"{table.key_of()} IN (SELECT key FROM temp.snapshot_change WHERE snapshot=? AND name=?)"
    keys = ", ".join(table.key)
    rows = connection.execute(
        f"SELECT {table.list} FROM {table.copy(snapshot.number)} WHERE {written} ORDER BY {keys}", values
    ).fetchall()
    connection.execute(f"DELETE FROM {name} WHERE {table.within(organizations)} AND {written}", values)
    insert = f"INSERT INTO {name} ({table.list}) VALUES ({', '.join('?' * len(table.columns))})"
    for row in rows:
        try:
            connection.execute(insert, row)
        except sqlite3.IntegrityError:
            # Another organization has used the number of the row since then.
            cells = zip(table.columns, row, strict=True)
            cursor = connection.execute(insert, [None if c in table.key else value for c, value in cells])
            yield from (row[0], cursor.lastrowid or 0)
