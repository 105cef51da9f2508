"""The database tables: one for each resource, with a column for each field that records are looked up by.

A record's body is stored as JSON text. Beside it are the fields that lists search, sort and filter by, folded
to lower case, and those that refer to other records. A `full_text_indexed` resource has two more tables,
maintained by triggers: a trigram index, so that searching for part of a word does not read every record, and
the values inside xp by their paths.

`num` identifies a record permanently inside its organization and is unchanged in a copy of the organization;
`parent` is the `num` of the record above it. Renaming a parent therefore changes none of its children.
"""

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.schema import Resource

_SHARED = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS organization (
  num INTEGER PRIMARY KEY AUTOINCREMENT, portal_id TEXT UNIQUE, marketplace_id TEXT, name TEXT,
  environment TEXT, region TEXT, default_user TEXT, generation TEXT, created TEXT, production TEXT,
  api_version TEXT);
CREATE TABLE IF NOT EXISTS credential (
  org INTEGER, kind TEXT, num INTEGER, hash TEXT, history TEXT, failures INTEGER, locked_until REAL,
  PRIMARY KEY (org, kind, num)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refresh (
  token TEXT PRIMARY KEY, org INTEGER, client TEXT, kind TEXT, num INTEGER, scope TEXT, expires REAL)
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revoked (digest TEXT PRIMARY KEY, expires REAL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS user_revocation (
  org INTEGER, kind TEXT, num INTEGER, generation TEXT, PRIMARY KEY (org, kind, num)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS one_time_password (
  org INTEGER, kind TEXT, num INTEGER, hash TEXT, expires REAL, PRIMARY KEY (org, kind, num)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS message (num INTEGER PRIMARY KEY, org INTEGER, at TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS alarm (num INTEGER PRIMARY KEY, org INTEGER, at TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS request (
  num INTEGER PRIMARY KEY, org TEXT, at TEXT, method TEXT, path TEXT, status INTEGER);
CREATE INDEX IF NOT EXISTS request_of ON request (org, at);
CREATE TABLE IF NOT EXISTS search_index (
  num INTEGER PRIMARY KEY AUTOINCREMENT, org INTEGER, type TEXT, created REAL, requested INTEGER);
CREATE TABLE IF NOT EXISTS synchronization (num INTEGER PRIMARY KEY, org INTEGER, at TEXT, body TEXT);
"""


def table(resource: Resource) -> str:
    return f'"{resource.name}"'


def column(name: str) -> str:
    """Return the column of a field; prefixed, because there are fields named `Order` and `From`."""
    return "id" if name == "ID" else f"f_{name}"


def text_table(resource: Resource) -> str:
    return f'"{resource.name}_text"'


def xp_table(resource: Resource) -> str:
    return f'"{resource.name}_xp"'


def tables() -> str:
    """Return the statements that create the tables; safe to run again."""
    return _SHARED + "".join(map(_table, CATALOGUE.resources.values()))


def indexes() -> str:
    """Return the statements that create the indexes; safe to run again."""
    # A token request names only the id of a client, in any organization.
    anywhere = 'CREATE INDEX IF NOT EXISTS "ApiClients_anywhere" ON "ApiClients" (id);'
    return "".join(map(_indexes, CATALOGUE.resources.values())) + anywhere


def _table(resource: Resource) -> str:
    columns = "".join(f"{column(c)}, " for c in resource.columns)
    return f"""
    CREATE TABLE IF NOT EXISTS {table(resource)} (
      row INTEGER PRIMARY KEY, org INTEGER, num INTEGER, parent INTEGER, id TEXT, {columns}body TEXT);
    """


def _indexes(resource: Resource) -> str:
    # Most lists are requested in their default order; sorting few records otherwise is fast.
    orders = (*resource.sorted, *resource.filtered) if resource.full_text_indexed else resource.sorted[:1]
    columns_by_index = {
        f"{resource.name}_by_{f}": f"org, parent, {column(f)}, id" for f in orders if f in resource.columns
    }
    referring = [f for f in dict.fromkeys((*resource.relations, *resource.indexed)) if f in resource.columns]
    columns_by_index |= {f"{resource.name}_of_{f}": f"org, {column(f)}" for f in referring}
    statements = f"""
    CREATE UNIQUE INDEX IF NOT EXISTS "{resource.name}_id" ON {table(resource)} (org, parent, id);
    CREATE UNIQUE INDEX IF NOT EXISTS "{resource.name}_num" ON {table(resource)} (org, num);
    """
    for name, columns in columns_by_index.items():
        statements += f'CREATE INDEX IF NOT EXISTS "{name}" ON {table(resource)} ({columns});\n'
    return statements + (_full_text(resource) + _xp(resource) if resource.full_text_indexed else "")


def _full_text(resource: Resource) -> str:
    name, text = table(resource), text_table(resource)
    columns = ", ".join(column(f) for f in resource.searched)
    old, new = (", ".join(f"{when}.{column(f)}" for f in resource.searched) for when in ("old", "new"))
    remove = f"INSERT INTO {text} ({text}, rowid, {columns}) VALUES ('delete', old.row, {old});"
    add = f"INSERT INTO {text} (rowid, {columns}) VALUES (new.row, {new});"
    return f"""
    CREATE VIRTUAL TABLE IF NOT EXISTS {text} USING fts5 (
      {columns}, content={name}, content_rowid='row', tokenize='trigram', detail='full');
    CREATE TRIGGER IF NOT EXISTS "{resource.name}_added" AFTER INSERT ON {name} BEGIN {add} END;
    CREATE TRIGGER IF NOT EXISTS "{resource.name}_gone" AFTER DELETE ON {name} BEGIN {remove} END;
    CREATE TRIGGER IF NOT EXISTS "{resource.name}_changed" AFTER UPDATE OF {columns} ON {name}
      BEGIN {remove} {add} END;
    """


def xp_values(resource: Resource, record: str) -> str:
    """Return a SELECT of the values inside a record's xp: organization, path, value, row.

    Elements of an array have the array's own path, and values in them as if there were no array. Text is
    folded; true, false and containers are stored as blobs, which equal no text and no number.
    """
    return f"""
    SELECT {record}.org, xp_path(fullkey),
      CASE type WHEN 'text' THEN fold(atom) WHEN 'true' THEN x'74727565' WHEN 'false' THEN x'66616c7365'
        WHEN 'object' THEN x'' WHEN 'array' THEN x'' ELSE atom END, {record}.row"""


def _xp(resource: Resource) -> str:
    name, xp = table(resource), xp_table(resource)
    add = (
        f"INSERT OR IGNORE INTO {xp} {xp_values(resource, 'new')}"
        " FROM json_tree(new.body, '$.xp') WHERE type <> 'null';"
    )
    remove = f"DELETE FROM {xp} WHERE row=old.row;"
    return f"""
    CREATE TABLE IF NOT EXISTS {xp} (
      org INTEGER, path TEXT, value, row INTEGER, PRIMARY KEY (org, path, value, row)) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS "{resource.name}_xp_of" ON {xp} (row);
    DROP TRIGGER IF EXISTS "{resource.name}_xp_added";
    DROP TRIGGER IF EXISTS "{resource.name}_xp_changed";
    CREATE TRIGGER "{resource.name}_xp_added" AFTER INSERT ON {name} BEGIN {add} END;
    CREATE TRIGGER IF NOT EXISTS "{resource.name}_xp_gone" AFTER DELETE ON {name} BEGIN {remove} END;
    CREATE TRIGGER "{resource.name}_xp_changed" AFTER UPDATE OF body ON {name}
      BEGIN {remove} {add} END;
    """
