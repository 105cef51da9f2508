"""References between records: check them on a write, follow a rename, and apply a deletion.

All of it follows from relations.toml, within the transaction of the call.
"""

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Relation, Resource, Target
from environments.emulator.storage.records import Record, Records, key_of

# Fields with the id of a company that may be the seller's, which a buyer or supplier may have as well.
_MAY_BE_SELLER = ("OwnerID", "FromCompanyID")


def check(records: Records, resource: Resource, data: dict, parent: int, num: int = 0) -> None:
    """Raise `ApiError` if data refers to a missing record. `num` is the record's own, 0 if it is new."""
    for relation in resource.relations.values():
        if relation.on_delete == "no-action":
            # Such a field may refer to a deleted record; rules of its resource check it.
            continue
        value = data.get(relation.field)
        names = value if isinstance(value, list) else [] if value is None else [value]
        for index, name in enumerate(names):
            target = resolve(records, relation, data, parent, num, name)
            if target is None:
                raise errors.not_found(_expected(records, relation, data).object_type, name)
            # Stored in the spelling of the record's own id.
            if relation.many:
                data[relation.field][index] = target.id
            else:
                data[relation.field] = target.id


def resolve(
    records: Records, relation: Relation, data: dict, parent: int, num: int, name: str
) -> Record | None:
    """Return the record that a field refers to; None if there is none."""
    for target in relation.targets:
        applies, parent_record = _target_parent(records, target, data, parent, num)
        if applies:
            return records.find(target.resource, name, parent_record) if parent_record is not None else None
    return None


def _target_parent(
    records: Records, target: Target, data: dict, parent: int, num: int
) -> tuple[bool, int | None]:
    """Return whether a target applies, and the num of its parent; None if that does not exist."""
    if target.scope is None:
        return True, 0
    if target.scope == "beside":
        return True, parent
    if target.scope == "under":
        return True, num
    owner = data.get(target.scope)
    of_seller = target.scope in _MAY_BE_SELLER and owner == records.organization.marketplace_id
    if owner is None or of_seller:
        return False, None
    parent_resource = CATALOGUE.resources[target.resource].parent
    parent_record = records.find(parent_resource, owner) if parent_resource else None
    return True, parent_record.num if parent_record else None


def _expected(records: Records, relation: Relation, data: dict) -> Resource:
    for target in relation.targets:
        if _target_parent(records, target, data, 0, 0)[0]:
            return CATALOGUE.resources[target.resource]
    return CATALOGUE.resources[relation.targets[-1].resource]


# references to a record


def referring_records(records: Records, record: Record) -> list[tuple[Relation, Record]]:
    """Return all records with a field that refers to this one."""
    referring = []
    for relation in CATALOGUE.reverse_relations[record.resource.name]:
        for other in _candidates(records, relation, record):
            meant = resolve(records, relation, other.data, other.parent_num, other.num, record.id)
            if meant and meant.num == record.num and meant.resource is record.resource:
                referring.append((relation, other))
    return referring


def _candidates(records: Records, relation: Relation, record: Record) -> list[Record]:
    """Return the records whose field has this id; they may refer to another record with the same id."""
    resource = CATALOGUE.resources[relation.resource]
    if relation.many:
        name = record.id.casefold()
        return [
            other
            for other in records.select(resource)
            if name in (n.casefold() for n in other[relation.field] or ())
        ]
    return records.select(resource, f"{tables.column(relation.field)}=?", record.id.casefold())


# rename


def rename_references(
    records: Records, old: Record, new_id: str, pointers: list[tuple[Relation, Record]]
) -> None:
    """Write the new id of a renamed record to all references that `referring_records` found before."""
    for relation, other in pointers:
        current = records.by_num(other.resource, other.num)
        if current is None:
            continue
        data = dict(current.data)
        if relation.many:
            name = old.id.casefold()
            data[relation.field] = [new_id if n.casefold() == name else n for n in data[relation.field]]
        else:
            data[relation.field] = new_id
        records.update(current, data)


# delete


def delete(records: Records, record: Record, removing: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Delete a record with everything under it and its assignments, following `on_delete`.

    `removing` are the records that the same call already removes; they cannot prevent it.
    """
    removing = removing | {(record.resource.name, record.num)}
    for resource in CATALOGUE.children[record.resource.name]:
        for child in records.select(resource, "parent=?", record.num):
            # Deleting another record of the batch may have deleted this one already.
            if records.by_num(resource, child.num):
                delete(records, child, removing)
    for relation, other in referring_records(records, record):
        if _is_being_removed(records, other, removing):
            continue
        if relation.on_delete == "restrict":
            raise _in_use(records, record, removing)
        if relation.on_delete == "cascade":
            if records.by_num(other.resource, other.num):
                delete(records, other, removing)
        elif relation.on_delete == "set-null":
            _clear(records, relation, other, record)
    for table in ("credential", "one_time_password"):
        records.connection.execute(
            f"DELETE FROM {table} WHERE org=? AND kind=? AND num=?",
            (records.organization.num, record.resource.name, record.num),
        )
    records.remove(record)


def _in_use(records: Records, record: Record, removing: frozenset[tuple[str, int]]) -> errors.ApiError:
    """Return the 409 error for a record in use; Data lists the records that refer to it."""
    blocking = [
        (relation.code, other)
        for relation, other in referring_records(records, record)
        if relation.on_delete == "restrict" and not _is_being_removed(records, other, removing)
    ]
    code, first = blocking[0]
    alike = [o for reason, o in blocking if reason == code and o.resource is first.resource]
    names = [_name(other) for other in alike]
    message = f"It is used by {first.resource.name}: {', '.join(names)}."
    return errors.conflict(code, message, {first.resource.name: list(dict.fromkeys(names))})


def _name(record: Record) -> str:
    """Return the id of a record, the key of an assignment, or the name of a resource that exists once."""
    if record.resource.is_singleton:
        return record.resource.name
    return record.id if "ID" in record.data else key_of(record.resource, record.data)


def _is_being_removed(records: Records, record: Record, removing: frozenset[tuple[str, int]]) -> bool:
    """Return whether the record, or a record above it, is already being removed."""
    resource, num, parent = record.resource, record.num, record.parent_num
    while (resource.name, num) not in removing:
        if not parent:
            return False
        parent_record = records.by_num(resource.parent, parent) if resource.parent else None
        if parent_record is None:
            return True
        resource, num, parent = parent_record.resource, parent_record.num, parent_record.parent_num
    return True


def _clear(records: Records, relation: Relation, other: Record, deleted: Record) -> None:
    current = records.by_num(other.resource, other.num)
    if current is None:
        return
    data = dict(current.data)
    if relation.many:
        name = deleted.id.casefold()
        data[relation.field] = [n for n in data[relation.field] if n.casefold() != name]
    else:
        data[relation.field] = None
    records.update(current, data)
