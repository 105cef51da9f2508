"""Upgrade a data file of an older version: add missing columns and properties, and fill them."""

import sqlite3

from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Resource
from environments.emulator.catalogue.versions import NEWEST
from environments.emulator.storage.newer_properties import with_newer_properties
from environments.emulator.storage.records import column_value, key_of
from lib import exact_json


def add_missing_columns(connection: sqlite3.Connection) -> None:
    """Add the columns that the tables lack, within an open transaction."""
    if "production" not in _columns(connection, "organization"):
        connection.execute("ALTER TABLE organization ADD COLUMN production TEXT")
    if "api_version" not in _columns(connection, "organization"):
        connection.execute("ALTER TABLE organization ADD COLUMN api_version TEXT")
    for resource in CATALOGUE.resources.values():
        known = _columns(connection, tables.table(resource))
        missing = [field for field in resource.columns if tables.column(field).lower() not in known]
        if missing:
            _add(connection, resource, missing)


def add_missing_properties(connection: sqlite3.Connection) -> None:
    """Give records from before `NEWEST` the properties that came with it, within an open transaction."""
    name = f"properties of {NEWEST}"
    if connection.execute("SELECT 1 FROM setting WHERE name=?", (name,)).fetchone():
        return
    connection.execute("INSERT INTO setting VALUES (?, '')", (name,))
    if connection.execute("SELECT 1 FROM organization LIMIT 1").fetchone() is None:
        return
    for resource in CATALOGUE.resources.values():
        table = tables.table(resource)
        rows = connection.execute(f"SELECT row, body FROM {table}").fetchall()
        for row, body in rows:
            data = exact_json.loads(body)
            completed = with_newer_properties(resource, data)
            if completed != data:
                connection.execute(
                    f"UPDATE {table} SET body=? WHERE row=?", (exact_json.dumps(completed), row)
                )


def backfill(connection: sqlite3.Connection) -> None:
    """Index the values inside xp of records from before this index existed."""
    name = "paths of xp without places in arrays"
    is_outdated = connection.execute("SELECT 1 FROM setting WHERE name=?", (name,)).fetchone() is None
    connection.execute("INSERT OR IGNORE INTO setting VALUES (?, '')", (name,))
    for resource in CATALOGUE.resources.values():
        if not resource.full_text_indexed:
            continue
        name, xp = tables.table(resource), tables.xp_table(resource)
        if is_outdated:
            connection.execute(f"UPDATE OR REPLACE {xp} SET path=xp_path(path) WHERE path LIKE '%[%'")
        if connection.execute(f"SELECT 1 FROM {xp} LIMIT 1").fetchone() is None:
            connection.execute(
                f"INSERT OR IGNORE INTO {xp} {tables.xp_values(resource, name)}"
                f" FROM {name}, json_tree({name}.body, '$.xp') WHERE type <> 'null'"
            )


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {row[1].lower() for row in connection.execute(f"PRAGMA table_info({table})")}


def _add(connection: sqlite3.Connection, resource: Resource, fields: list[str]) -> None:
    name, columns = tables.table(resource), [tables.column(field) for field in fields]
    for column in columns:
        connection.execute(f"ALTER TABLE {name} ADD COLUMN {column}")
    rows = connection.execute(f"SELECT row, body FROM {name}").fetchall()
    for row, body in rows:
        data = exact_json.loads(body)
        values = [column_value(data.get(field)) for field in fields]
        connection.execute(f"UPDATE {name} SET {'=?, '.join(columns)}=? WHERE row=?", (*values, row))
        if set(fields) & set(resource.key):
            connection.execute(f"UPDATE {name} SET id=? WHERE row=?", (key_of(resource, data), row))
