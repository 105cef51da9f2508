"""Copy a whole organization: to another organization, or to a file and back."""

import sqlite3
from collections.abc import Iterable, Iterator

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Resource
from environments.emulator.storage.newer_properties import with_newer_properties
from environments.emulator.storage.organizations import Organizations, clear
from environments.emulator.storage.records import Organization, Records
from environments.emulator.storage.store import Store
from lib import exact_json

FORMAT = 1
_MAX_REASONS = 100
_OWNERS = ("OwnerID", "SellerID", "FromCompanyID", "ToCompanyID")


def copy(connection: sqlite3.Connection, source: Organization, target: Organization) -> None:
    """Make the target equal to the source, with every id, date, secret and counter. Within a write."""
    clear(connection, target)
    for resource in CATALOGUE.resources.values():
        columns = ", ".join(["num", "parent", "id", *map(tables.column, resource.columns), "body"])
        name = tables.table(resource)
        connection.execute(
            f"INSERT INTO {name} (org, {columns}) SELECT ?, {columns} FROM {name} WHERE org=? ORDER BY row",
            (target.num, source.num),
        )
    connection.execute("DELETE FROM credential WHERE org=?", (target.num,))
    connection.execute(
        "INSERT INTO credential SELECT ?, kind, num, hash, history, failures, locked_until"
        " FROM credential WHERE org=?",
        (target.num, source.num),
    )
    if source.marketplace_id != target.marketplace_id:
        rename_owner(Records(connection, target), source.marketplace_id)


def rename_owner(records: Records, old: str) -> None:
    """Replace another marketplace id by the organization's own in all owner fields."""
    new = records.organization.marketplace_id
    for resource in CATALOGUE.resources.values():
        fields = [name for name in _OWNERS if name in resource.model.fields]
        for record in records.select(resource) if fields else ():
            changes = {f: new for f in fields if (record[f] or "").casefold() == old.casefold()}
            if changes:
                records.update(record, record.data | changes)


# files


def export(records: Records) -> Iterator[str]:
    """Yield an organization as lines of JSON: a header, then a line for each record and credential."""
    organization = records.organization
    heading = {
        "Format": FORMAT,
        "Organization": organization.portal_id,
        "MarketplaceID": organization.marketplace_id,
        "Name": organization.name,
        "Environment": organization.environment,
        "Region": organization.region,
    }
    yield exact_json.dumps(heading)
    for resource in CATALOGUE.resources.values():
        for record in records.select(resource):
            position = f'"Num":{record.num},"Parent":{record.parent_num}'
            yield f'{{"Kind":"{resource.name}",{position},"Body":{record.body}}}'
    rows = records.connection.execute(
        "SELECT kind, num, hash, history FROM credential WHERE org=?", (organization.num,)
    )
    for resource, num, hashed, history in rows:
        yield exact_json.dumps({"Credential": resource, "Num": num, "Hash": hashed, "History": history})


def import_(records: Records, lines: Iterable[str]) -> int:
    """Replace an organization by an export, under its own marketplace id; return the number of records.

    Raises:
        ApiError: 400, with an entry for each line that is wrong, up to a hundred.
    """
    reader = iter(lines)
    heading = _heading(next(reader, ""))
    clear(records.connection, records.organization)
    records.connection.execute("DELETE FROM credential WHERE org=?", (records.organization.num,))
    count, wrong = 0, []
    for number, text in enumerate(reader, 2):
        try:
            count += _read(records, text)
        except errors.ApiError as error:
            wrong.append(errors.invalid_body(f"Line {number}: {error.entries[0]['Message']}"))
            if len(wrong) == _MAX_REASONS:
                break
    if wrong:
        raise errors.combine(wrong)
    if heading.get("MarketplaceID") != records.organization.marketplace_id:
        rename_owner(records, heading.get("MarketplaceID") or "")
    return count


def _heading(text: str) -> dict:
    heading = _line(text)
    if heading.get("Format") != FORMAT:
        raise errors.invalid_body("This is not an export of an organization.")
    return heading


def _read(records: Records, text: str) -> int:
    """Store what a line has, and return how many records that is."""
    line = _line(text)
    if "Credential" in line:
        _credential(records, line)
    elif line:
        _insert(records, line)
        return 1
    return 0


def _line(text: str) -> dict:
    if not text.strip():
        return {}
    try:
        item = exact_json.loads(text)
    except exact_json.MalformedJson as error:
        raise errors.invalid_body("A line of the export is not JSON.") from error
    if not isinstance(item, dict):
        raise errors.invalid_body("A line of the export is not an object.")
    return item


def _insert(records: Records, line: dict) -> None:
    resource: Resource | None = CATALOGUE.resources.get(str(line.get("Kind")))
    body, num, parent = line.get("Body"), line.get("Num"), line.get("Parent")
    if resource is None or not isinstance(body, dict):
        raise errors.invalid_body("A line of the export is not a record.")
    if not isinstance(num, int) or not isinstance(parent, int):
        raise errors.invalid_body("A line of the export is not a record.")
    try:
        records.insert(resource, with_newer_properties(resource, body), parent, num)
    except (sqlite3.IntegrityError, KeyError) as error:
        raise errors.invalid_body(f"{_named(resource, body)} is duplicated or has no id.") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise errors.invalid_body(f"{_named(resource, body)} has a property of the wrong type.") from error


def _named(resource: Resource, body: dict) -> str:
    return f"The record {body.get('ID', '')!r} of {resource.name}"


def _credential(records: Records, line: dict) -> None:
    resource, num, hashed, history = (line.get(name) for name in ("Credential", "Num", "Hash", "History"))
    if not isinstance(num, int) or not all(isinstance(text, str) for text in (resource, hashed, history)):
        raise errors.invalid_body("A line of the export is not a credential.")
    records.connection.execute(
        "INSERT OR REPLACE INTO credential VALUES (?, ?, ?, ?, ?, 0, NULL)",
        (records.organization.num, resource, num, hashed, history),
    )


def seed(store: Store, organizations: Organizations, lines: Iterable[str]) -> None:
    """Create the organization of an export, unless the emulator already has one with its id.

    Raises:
        ApiError: as for `import_`; then there is no organization.
    """
    text = list(lines)
    heading = _heading(text[0] if text else "")
    id_ = str(heading.get("Organization"))
    if organizations.find(id_):
        return
    environment = (str(heading.get("Environment")), str(heading.get("Region")))
    organizations.provision(id_, *environment, str(heading.get("Name")))
    try:
        with store.write_transaction() as connection:
            import_(Records(connection, organizations.require(id_)), text)
    except errors.ApiError:
        organizations.purge(id_)
        raise
