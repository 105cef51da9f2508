"""List, save and delete assignments of all resources; they are identified by their key fields."""

from environments.emulator import errors, registry
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Resource
from environments.emulator.catalogue.tables import column
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage import references
from environments.emulator.storage.records import key_of


@handles("assignment.list", transaction="read")
def list_(call: Call) -> Response:
    resource = call.resource
    selection = Selection(resource).where("parent=?", call.parent_num(resource))
    for name, text in call.list_request.parameters.items():
        _apply_parameter(selection, name, text)
    return responses.respond_page(call, selection)


def _apply_parameter(selection: Selection, name: str, text: str) -> None:
    """Apply a parameter of an assignment list: the level, the commerce role, or the value of a key field."""
    resource = selection.resource
    if name == "level":
        _apply_level(selection, text)
    elif name == "commercerole":
        _apply_commerce_role(selection, text)
    elif (field := resource.model.fields_by_lower_name.get(name)) and field.name in resource.columns:
        value = (text.lower() == "true") if field.type == "boolean" else text.casefold()
        selection.where(f"{column(field.name)}=?", value)


def _apply_level(selection: Selection, level: str) -> None:
    columns = selection.resource.columns
    user = "f_UserID IS NOT NULL" if "UserID" in columns else "0"
    group = "f_UserGroupID IS NOT NULL" if "UserGroupID" in columns else "0"
    buyer_group = "f_BuyerGroupID IS NOT NULL" if "BuyerGroupID" in columns else "0"
    company = f"NOT ({user} OR {group} OR {buyer_group})"
    selection.where({"User": user, "Group": group, "Company": company, "BuyerGroup": buyer_group}[level])


def _apply_commerce_role(selection: Selection, role: str) -> None:
    condition = {
        "Buyer": "f_BuyerID IS NOT NULL",
        "Supplier": "f_SupplierID IS NOT NULL",
        "Seller": "f_BuyerID IS NULL AND f_SupplierID IS NULL",
    }
    selection.where(condition[role])


@handles("assignment.save")
def save(call: Call) -> Response:
    """Save an assignment; saving it again overwrites it."""
    resource = call.resource
    save_assignment(
        call, resource, call.parent_num(resource), bodies.defaults(resource.model) | call.checked_body()
    )
    return NO_CONTENT


def save_assignment(call: Call, resource: Resource, parent: int, data: JsonObject) -> None:
    """Store an assignment, replacing one with the same key."""
    _check_assignee(resource, data)
    for function in registry.BEFORE_SAVING[resource.name]:
        function(call, data, None)
    references.check(call.records, resource, data, parent)
    data = {name: value for name, value in data.items() if name in resource.stored_fields}
    old = call.records.find(resource, key_of(resource, data), parent)
    record = call.records.update(old, data) if old else call.records.insert(resource, data, parent)
    for function in registry.AFTER_SAVING[resource.name]:
        function(call, record, old)


def _check_assignee(resource: Resource, data: JsonObject) -> None:
    if data.get("BuyerID") and data.get("SupplierID"):
        raise errors.bad_request(
            "PartyAssignment.CannotSpecifyBuyerAndSupplier", "Specify a buyer or a supplier, not both."
        )
    # Only the assignment of a user to a group needs both.
    if resource.key[0] != "UserGroupID" and data.get("UserID") and data.get("UserGroupID"):
        raise errors.bad_request(
            "PartyAssignment.CannotSpecifyGroupAndUser", "Specify a group or a user, not both."
        )


@handles("assignment.delete")
def delete(call: Call) -> Response:
    resource = call.resource
    parent = call.parent_num(resource)
    data: JsonObject = dict.fromkeys(resource.key)
    for name in resource.key:
        value = call.path_params.get(name.lower()) or call.query(name)
        data[name] = value or None
    for name, parameter in call.operation.query.items():
        if parameter.required:
            call.required_query(name)
    for function in registry.BEFORE_DELETING[resource.name]:
        function(call, data)
    record = call.records.find(resource, key_of(resource, data), parent)
    if record is None:
        raise errors.not_found(resource.object_type, data[resource.key[0]] or "")
    call.records.remove(record)
    return NO_CONTENT
