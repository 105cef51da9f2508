"""The addresses, credit cards, cost centers, accounts, orders and shipments of `/me`."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.me.user import buyer_context, buyer_user, registered_user
from environments.emulator.rules.orders import orders, shipments
from environments.emulator.rules.users import buyers
from environments.emulator.storage.records import Record, new_id
from environments.emulator.values import dates

_ASSIGNED = {
    "Addresses": ("AddressAssignments", "AddressID"),
    "CreditCards": ("CreditCardAssignments", "CreditCardID"),
    "CostCenters": ("CostCenterAssignments", "CostCenterID"),
    "SpendingAccounts": ("SpendingAccountAssignments", "SpendingAccountID"),
}


def assigned_records(call: Call, resource: str) -> list[tuple[Record, list[Record]]]:
    """Return the buyer's records assigned to the user, its groups or its company, with the assignments."""
    user, context = buyer_user(call), buyer_context(call)
    assignments, field = _ASSIGNED[resource]
    by_id: dict[str, list[Record]] = {}
    for assignment in call.records.where(assignments, parent=user.parent_num):
        if _is_assigned(assignment, user, context.groups):
            by_id.setdefault(assignment[field].casefold(), []).append(assignment)
    return [(call.records.get(resource, name, user.parent_num), links) for name, links in by_id.items()]


def _is_assigned(assignment: Record, user: Record, groups: tuple[str, ...]) -> bool:
    """Whether an assignment within the buyer applies to a user: to itself, a group, or the whole buyer."""
    user_id, group_id = assignment["UserID"], assignment["UserGroupID"]
    if user_id and user_id.casefold() != user.id.casefold():
        return False
    return not group_id or group_id.casefold() in groups


@handles("Me.ListCostCenters", transaction="read")
def list_cost_centers(call: Call) -> Response:
    return responses.respond_items(call, [record.data for record, _ in assigned_records(call, "CostCenters")])


@handles("Me.ListSpendingAccounts", transaction="read")
def list_spending_accounts(call: Call) -> Response:
    return responses.respond_items(
        call, [record.data for record, _ in assigned_records(call, "SpendingAccounts")]
    )


@handles("Me.GetSpendingAccount", transaction="read")
def get_spending_account(call: Call) -> Response:
    requested_id = call.path_params["spendingaccountid"]
    for record, _ in assigned_records(call, "SpendingAccounts"):
        if record.id.casefold() == requested_id.casefold():
            return responses.respond(call, record)
    raise errors.not_found("SpendingAccount", requested_id)


# private records, and assigned records of the buyer


def _resource_names(call: Call) -> tuple[str, str, str, str]:
    """Return the names of the buyer's resource, the private resource, the model and the path parameter."""
    if "creditcard" in call.operation.path:
        return "CreditCards", "MeCreditCards", "BuyerCreditCard", "creditcardid"
    return "Addresses", "MeAddresses", "BuyerAddress", "addressid"


def _visible_items(call: Call) -> list[dict]:
    shared, private, model, _ = _resource_names(call)
    fields = CATALOGUE.models[model].fields
    items = []
    for record, links in assigned_records(call, shared):
        item = {name: record.data.get(name) for name in fields} | {"Editable": False}
        if model == "BuyerAddress":
            item["Shipping"] = any(link["IsShipping"] for link in links)
            item["Billing"] = any(link["IsBilling"] for link in links)
        items.append(item)
    own = call.records.where(private, parent=buyer_user(call).num)
    return items + [record.data for record in own]


@handles("Me.ListAddresses", "Me.ListCreditCards", transaction="read")
def list_resources(call: Call) -> Response:
    return responses.respond_items(call, _visible_items(call))


@handles("Me.GetAddress", "Me.GetCreditCard", transaction="read")
def get_resource(call: Call) -> Response:
    requested_id = call.path_params[_resource_names(call)[3]]
    for item in _visible_items(call):
        if item["ID"].casefold() == requested_id.casefold():
            return json_response(200, item)
    raise errors.not_found(_resource_names(call)[2], requested_id)


@handles("Me.CreateAddress", "Me.CreateCreditCard")
def create_resource(call: Call) -> Response:
    _, private, model, _ = _resource_names(call)
    user = registered_user(call)
    given = bodies.defaults(CATALOGUE.models[model]) | _checked_body(call)
    data = given | {"ID": new_id(), "Editable": True, "DateCreated": dates.now()}
    bodies.check_xp(data)
    record = call.records.insert(private, data, user.num)
    location = f"{call.base_url}/v1{call.operation.path}/{record.id}"
    return responses.respond(call, record, headers=[("Location", location)])


def _checked_body(call: Call) -> dict:
    required = call.operation.required
    if str(call.body.get("Country") or "").upper() not in ("US", "CA", ""):
        required = tuple(name for name in required if name not in ("State", "Zip"))
    return call.checked_body(required)


def _private_record(call: Call) -> Record:
    """Return the private record that the path names; records of the buyer cannot be changed under `/me`."""
    _, private, model, parameter = _resource_names(call)
    requested_id = call.path_params[parameter]
    record = call.records.find(private, requested_id, registered_user(call).num)
    if record is None:
        if any(item["ID"].casefold() == requested_id.casefold() for item in _visible_items(call)):
            raise errors.wrong_user_type()
        raise errors.not_found(model, requested_id)
    return record


@handles("Me.SaveAddress", "Me.SaveCreditCard")
def save_resource(call: Call) -> Response:
    record = _private_record(call)
    unchanged = {name: record[name] for name in ("ID", "Editable", "DateCreated")}
    data = bodies.defaults(CATALOGUE.models[_resource_names(call)[2]]) | _checked_body(call) | unchanged
    bodies.check_xp(data)
    return responses.respond(call, call.records.update(record, data))


@handles("Me.PatchAddress", "Me.PatchCreditCard")
def patch_resource(call: Call) -> Response:
    record = _private_record(call)
    data = bodies.apply_patch(record.data, call.checked_body(()))
    bodies.check_xp(data)
    call.records.update(record, data)
    return NO_CONTENT


@handles("Me.DeleteAddress", "Me.DeleteCreditCard")
def delete_resource(call: Call) -> Response:
    call.records.remove(_private_record(call))
    return NO_CONTENT


# orders, sellers, shipments


@handles("Me.ListOrders", transaction="read")
def list_orders(call: Call) -> Response:
    """List the orders that this user created, submitted or not."""
    selection = Selection(orders.ORDERS)
    if call.user is None:
        selection.where("0")
    else:
        orders.restrict_to_creator(selection, call.user.id, call.owner_id)
    orders.apply_list_parameters(call, selection)
    return responses.respond_page(call, selection)


@handles("Me.ListApprovableOrders", transaction="read")
def list_approvable_orders(call: Call) -> Response:
    selection = Selection(orders.ORDERS)
    condition, values = orders.approvals_condition(call.records, buyer_user(call), pending=True)
    selection.where(condition, *values).where(f"{column('Status')}='awaitingapproval'")
    orders.apply_list_parameters(call, selection)
    return responses.respond_page(call, selection)


@handles("Me.ListBuyerSellers", transaction="read")
def list_sellers(call: Call) -> Response:
    return responses.respond_items(call, buyers.sellers(call, buyer_context(call).buyer))


def _shipment_selection(call: Call) -> Selection:
    user = buyer_user(call)
    condition = (
        'num IN (SELECT i.parent FROM "ShipmentItems" i JOIN "Orders" o ON o.org=i.org AND o.id=i.f_OrderID'
        " WHERE i.org=? AND o.f_FromUserID=? AND o.f_FromCompanyID=?)"
    )
    values = (call.organization.num, user.id.casefold(), call.required_company.id.casefold())
    return Selection(CATALOGUE.resources["Shipments"]).where(condition, *values)


@handles("Me.ListShipments", transaction="read")
def list_shipments(call: Call) -> Response:
    selection = _shipment_selection(call)
    shipments.restrict_to_order(call, selection)
    return responses.respond_page(call, selection)


def _find_shipment(call: Call) -> Record:
    requested_id = call.path_params["shipmentid"]
    selection = _shipment_selection(call).where("id=?", requested_id.casefold())
    shipments = call.records.page(selection, "row", 0, 1)
    return responses.require(shipments[0] if shipments else None, "Shipment", requested_id)


@handles("Me.GetShipment", transaction="read")
def get_shipment(call: Call) -> Response:
    return responses.respond(call, _find_shipment(call))


@handles("Me.ListShipmentItems", transaction="read")
def list_shipment_items(call: Call) -> Response:
    items = call.records.where("ShipmentItems", parent=_find_shipment(call).num)
    if order := call.list_request.parameters.get("orderid"):
        items = [item for item in items if item["OrderID"].casefold() == order.casefold()]
    return responses.respond_items(call, [shipments.item_with_line(call.records, item) for item in items])
