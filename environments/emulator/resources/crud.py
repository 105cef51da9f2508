"""The six operations that nearly every resource has, for any resource of the catalogue."""

from urllib.parse import quote

from environments.emulator import errors, registry
from environments.emulator.calls import bodies, write_only
from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Resource
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import ids, responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage import references
from environments.emulator.storage.records import Record
from environments.emulator.values import dates


@handles("resource.list", transaction="read")
def list_(call: Call) -> Response:
    resource = call.resource
    selection = Selection(resource).where("parent=?", call.parent_num(resource))
    return responses.respond_page(call, selection)


@handles("resource.get", transaction="read")
def get(call: Call) -> Response:
    return responses.respond(call, requested_record(call))


@handles("resource.create")
def create(call: Call) -> Response:
    resource = call.resource
    record = create_record(call, resource, call.parent_num(resource), checked_body(call, resource))
    location = f"{call.base_url}/v1{request_path(call)}/{record.id}"
    return responses.respond(call, record, headers=[("Location", location)])


@handles("resource.save")
def save(call: Call) -> Response:
    """Create or replace a record; properties that the body leaves out get their defaults."""
    resource = call.resource
    parent = call.parent_num(resource)
    requested_id = call.path_params[resource.id_parameter.lower()]
    body = checked_body(call, resource)
    old = call.records.find(resource, requested_id, parent)
    if old and not call.can_see(old):
        raise errors.not_found(resource.object_type, requested_id)
    if old is None:
        ids.check(requested_id)
        record = create_record(call, resource, parent, body | {"ID": body.get("ID") or requested_id})
    else:
        record = update_record(call, old, {**bodies.defaults(resource.model), **_server_fields(old), **body})
    return responses.respond(call, record)


@handles("resource.patch")
def patch(call: Call) -> Response:
    resource = call.resource
    record = requested_record(call)
    body = checked_body(call, resource)
    for name in call.operation.required:
        if name in body and body[name] in (None, "") and not _may_blank(call, resource, name):
            raise errors.required(name)
    return responses.respond(call, update_record(call, record, bodies.apply_patch(record.data, body)))


@handles("resource.delete")
def delete(call: Call) -> Response:
    delete_record(call, requested_record(call))
    return NO_CONTENT


# parts of these and other handlers


def requested_record(call: Call) -> Record:
    """Return the record that the path names."""
    return call.path_record(call.resource)


def request_path(call: Call) -> str:
    """Return the path of the call with its parameters filled in."""
    path = call.operation.path
    for parameter in call.operation.parameters:
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(call.path_params[parameter.name.lower()]))
    return path


def checked_body(call: Call, resource: Resource) -> JsonObject:
    """Return the validated properties of the body. Raises `ApiError` if a required one is missing."""
    required = [name for name in call.operation.required if not _may_blank(call, resource, name)]
    if "Country" in required and str(call.body.get("Country") or "").upper() not in ("US", "CA", ""):
        # State and postal code are required in the United States and Canada only.
        required = [name for name in required if name not in ("State", "Zip")]
    return call.checked_body(tuple(required))


def _may_blank(call: Call, resource: Resource, name: str) -> bool:
    return name in resource.nullable_by_platform and call.caller.platform


def _server_fields(old: Record) -> JsonObject:
    """Return the properties set by the server, which a replacement keeps."""
    fields = old.resource.model.fields
    unchanged = {n: v for n, v in old.data.items() if n in fields and fields[n].read_only}
    return unchanged | {"ID": old.data["ID"]} | ({"OwnerID": old["OwnerID"]} if "OwnerID" in fields else {})


def create_record(call: Call, resource: Resource, parent: int, body: JsonObject) -> Record:
    """Create a record from validated properties."""
    data = bodies.defaults(resource.model) | body
    data["ID"] = ids.requested_or_new(call.records, body.get("ID"))
    if call.records.find(resource, data["ID"], parent):
        raise errors.id_exists(resource.object_type, data["ID"])
    if "DateCreated" in resource.model.fields and not data.get("DateCreated"):
        data["DateCreated"] = dates.now()
    _prepare(call, resource, data, None, parent, 0)
    record = call.records.insert(resource, _stored_fields(resource, data), parent)
    for function in registry.AFTER_SAVING[resource.name]:
        record = function(call, record, None) or record
    return record


def update_record(call: Call, old: Record, data: JsonObject) -> Record:
    """Update a record; a different ID renames it, and references to it follow."""
    resource = old.resource
    data = write_only.kept(resource.model, data, old.data)
    data["ID"] = data.get("ID") or old.id
    renamed = data["ID"] != old.id
    referring = []
    if renamed:
        data["ID"] = ids.requested_or_new(call.records, data["ID"])
        taken = call.records.find(resource, data["ID"], old.parent_num)
        if taken and taken.num != old.num:
            raise errors.id_exists(resource.object_type, data["ID"])
        referring = references.referring_records(call.records, old)
    _prepare(call, resource, data, old, old.parent_num, old.num)
    record = call.records.update(old, _stored_fields(resource, data))
    if renamed:
        references.rename_references(call.records, old, data["ID"], referring)
    for function in registry.AFTER_SAVING[resource.name]:
        record = function(call, record, old) or record
    return record


def delete_record(call: Call, record: Record) -> None:
    """Delete a record, with the rules before and after it."""
    for function in registry.BEFORE_DELETING[record.resource.name]:
        function(call, record)
    references.delete(call.records, record)
    for function in registry.AFTER_DELETING[record.resource.name]:
        function(call, record)


def _prepare(
    call: Call, resource: Resource, data: JsonObject, old: Record | None, parent: int, num: int
) -> None:
    bodies.check_xp(data)
    for function in registry.BEFORE_SAVING[resource.name]:
        function(call, data, old)
    references.check(call.records, resource, data, parent, num)


def _stored_fields(resource: Resource, data: JsonObject) -> JsonObject:
    return {name: value for name, value in data.items() if name in resource.stored_fields}
