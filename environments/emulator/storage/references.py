"""What points where: checking it on a write, following a rename, and what a deletion takes along.

All of it from relations.toml, within the transaction of the call.
"""

from environments.emulator import errors
from environments.emulator.catalogue import CATALOGUE, tables
from environments.emulator.catalogue.schema import Relation, Resource, Target
from environments.emulator.storage.records import Record, Records


def check(records: Records, resource: Resource, data: dict, parent: int, num: int = 0) -> None:
    """Refuse data that names what is not there. `num` is the record's own, 0 while it is new."""
    for relation in resource.relations.values():
        if relation.on_delete == "kept":
            # What is kept when its target goes may name what is gone; rules of its own look at it.
            continue
        value = data.get(relation.field)
        names = value if isinstance(value, list) else [] if value is None else [value]
        for index, name in enumerate(names):
            found = resolve(records, relation, data, parent, num, name)
            if found is None:
                raise errors.not_found(_expected(records, relation, data).object_type, name)
            # Written as the thing itself spells its id.
            if relation.many:
                data[relation.field][index] = found.id
            else:
                data[relation.field] = found.id


def resolve(
    records: Records, relation: Relation, data: dict, parent: int, num: int, name: str
) -> Record | None:
    """The record that a field's value names, None when there is none."""
    for target in relation.targets:
        found, above = _above(records, target, data, parent, num)
        if found:
            return records.find(target.resource, name, above) if above is not None else None
    return None


def _above(records: Records, target: Target, data: dict, parent: int, num: int) -> tuple[bool, int | None]:
    """Whether this target is meant, and the num of the parent in which to look (None: there is no such)."""
    if target.scope is None:
        return True, 0
    if target.scope == "beside":
        return True, parent
    if target.scope == "under":
        return True, num
    owner = data.get(target.scope)
    if owner is None or owner == records.organization.marketplace_id:
        return False, None
    parent_resource = CATALOGUE.resources[target.resource].parent
    above = records.find(parent_resource, owner) if parent_resource else None
    return True, above.num if above else None


def _expected(records: Records, relation: Relation, data: dict) -> Resource:
    for target in relation.targets:
        if _above(records, target, data, 0, 0)[0]:
            return CATALOGUE.resources[target.resource]
    return CATALOGUE.resources[relation.targets[-1].resource]


# who points at a record


def referring_records(records: Records, record: Record) -> list[tuple[Relation, Record]]:
    """Every record with a field that means this one."""
    found = []
    for relation in CATALOGUE.reverse_relations[record.resource.name]:
        for other in _candidates(records, relation, record):
            meant = resolve(records, relation, other.data, other.parent_num, other.num, record.id)
            if meant and meant.num == record.num and meant.resource is record.resource:
                found.append((relation, other))
    return found


def _candidates(records: Records, relation: Relation, record: Record) -> list[Record]:
    """Records whose field spells this record's id; they may mean another of the same id elsewhere."""
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
    """After a rename: write the new id wherever `pointing` found the old one before it."""
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


def delete(records: Records, record: Record, inside: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Remove a record with everything under it, its assignments, and what goes with it.

    `inside` are the records already being removed by the same call, which may not refuse it.
    """
    inside = inside | {(record.resource.name, record.num)}
    for resource in CATALOGUE.children[record.resource.name]:
        for child in records.select(resource, "parent=?", record.num):
            # A record of the same batch may have taken this one along already.
            if records.by_num(resource, child.num):
                delete(records, child, inside)
    for relation, other in referring_records(records, record):
        if _is_being_removed(records, other, inside):
            continue
        if relation.on_delete == "refused":
            raise _in_use(records, record, inside)
        if relation.on_delete == "goes":
            if records.by_num(other.resource, other.num):
                delete(records, other, inside)
        elif relation.on_delete == "cleared":
            _clear(records, relation, other, record)
    records.connection.execute(
        "DELETE FROM credential WHERE org=? AND kind=? AND num=?",
        (records.organization.num, record.resource.name, record.num),
    )
    records.remove(record)


def _in_use(records: Records, record: Record, inside: frozenset[tuple[str, int]]) -> errors.ApiError:
    """409: the refusal to delete a record; Data names all that is in the way of the first reason."""
    refusing = [
        (relation.code, other)
        for relation, other in referring_records(records, record)
        if relation.on_delete == "refused" and not _is_being_removed(records, other, inside)
    ]
    code, first = refusing[0]
    names = [other.id for reason, other in refusing if reason == code and other.resource is first.resource]
    message = f"It is used by {first.resource.name}: {', '.join(names)}."
    return errors.conflict(code, message, {first.resource.name: list(dict.fromkeys(names))})


def _is_being_removed(records: Records, record: Record, inside: frozenset[tuple[str, int]]) -> bool:
    """Whether the record, or something that it lies under, is being removed anyway."""
    resource, num, parent = record.resource, record.num, record.parent_num
    while (resource.name, num) not in inside:
        if not parent:
            return False
        above = records.by_num(resource.parent, parent) if resource.parent else None
        if above is None:
            return True
        resource, num, parent = above.resource, above.num, above.parent_num
    return True


def _clear(records: Records, relation: Relation, other: Record, gone: Record) -> None:
    current = records.by_num(other.resource, other.num)
    if current is None:
        return
    data = dict(current.data)
    if relation.many:
        name = gone.id.casefold()
        data[relation.field] = [n for n in data[relation.field] if n.casefold() != name]
    else:
        data[relation.field] = None
    records.update(current, data)
