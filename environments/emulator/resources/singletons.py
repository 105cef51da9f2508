"""The operations of what an organization has only one of, such as its promotion integration."""

from environments.emulator import errors, registry
from environments.emulator.calls import bodies, write_only
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage import references
from environments.emulator.storage.records import SINGLETON_KEY, Record, Records


def find(records: Records, name: str) -> Record | None:
    """Return what the organization has of a resource by its name; None if it has not been saved."""
    return records.find(CATALOGUE.resources[name], SINGLETON_KEY)


@handles("singleton.get", transaction="read")
def get(call: Call) -> Response:
    return responses.respond(call, _saved(call))


@handles("singleton.save")
def save(call: Call) -> Response:
    """Create or replace it; properties that the body leaves out get their defaults."""
    required = tuple(name for name in call.operation.required if not _may_blank(call, name))
    data = bodies.defaults(call.resource.model) | call.checked_body(required)
    return responses.respond(call, _store(call, data, find(call.records, call.resource.name)))


@handles("singleton.patch")
def patch(call: Call) -> Response:
    record = _saved(call)
    body = call.checked_body()
    for name in call.operation.required:
        if name in body and body[name] in (None, "") and not _may_blank(call, name):
            raise errors.required(name)
    return responses.respond(call, _store(call, bodies.apply_patch(record.data, body), record))


@handles("singleton.delete")
def delete(call: Call) -> Response:
    record = _saved(call)
    for function in registry.BEFORE_DELETING[record.resource.name]:
        function(call, record)
    call.records.remove(record)
    return NO_CONTENT


def _saved(call: Call) -> Record:
    record = find(call.records, call.resource.name)
    if record is None:
        raise errors.not_found(call.resource.object_type, call.resource.name)
    return record


def _may_blank(call: Call, name: str) -> bool:
    return name in call.resource.nullable_by_platform and call.caller.platform


def _store(call: Call, data: JsonObject, old: Record | None) -> Record:
    resource = call.resource
    if old:
        data = write_only.kept(resource.model, data, old.data)
    bodies.check_xp(data)
    for function in registry.BEFORE_SAVING[resource.name]:
        function(call, data, old)
    references.check(call.records, resource, data, 0, old.num if old else 0)
    record = call.records.update(old, data) if old else call.records.insert(resource, data)
    for function in registry.AFTER_SAVING[resource.name]:
        record = function(call, record, old) or record
    return record
