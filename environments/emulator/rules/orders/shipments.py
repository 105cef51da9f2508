"""Shipments and their items, the shipped quantities of line items, and the completion of orders."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import (
    after_deleting,
    after_saving,
    before_deleting,
    before_saving,
    handles,
    restricts,
)
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.catalog import inventory
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.orders import orders, totals
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_SHIPMENTS, _ITEMS = CATALOGUE.resources["Shipments"], CATALOGUE.resources["ShipmentItems"]
_LINE_FIELDS = ("UnitPrice", "CostCenter", "DateNeeded", "Product", "Variant", "Specs", "xp")


@restricts("Shipments")
def _restrict_to_party(call: Call, selection: Selection) -> None:
    own = call.company.id.casefold() if call.company else ""
    if call.caller.user_type == "supplier":
        selection.where(f"{column('OwnerID')}=?", own)
    elif call.caller.user_type == "buyer":
        selection.where(f"({column('BuyerID')}=? OR {column('OwnerID')}=?)", own, own)


@before_saving("Shipments")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    if call.caller.user_type == "buyer":
        data["BuyerID"] = call.required_company.id
    if data["BuyerID"]:
        record = call.records.find("Buyers", data["BuyerID"])
        data["BuyerID"] = responses.require(record, "Buyer", data["BuyerID"]).id
    if data["FromAddressID"]:
        owner = data["OwnerID"] or call.owner_id
        record = inventory.owner_address(call.records, owner, data["FromAddressID"])
        data["FromAddress"] = responses.require(record, "Address", data["FromAddressID"]).data
    if data["ToAddressID"]:
        buyer = call.records.find("Buyers", data["BuyerID"] or "")
        record = call.records.find("Addresses", data["ToAddressID"], buyer.num) if buyer else None
        data["ToAddress"] = responses.require(record, "Address", data["ToAddressID"]).data


@after_saving("Shipments")
def _complete_orders_after_saving(call: Call, record: Record, old: Record | None) -> None:
    complete_orders(call, record)


def complete_orders(call: Call, shipment: Record) -> None:
    """Complete the orders that are fully shipped; a shipment counts once it has a date."""
    if not shipment["DateShipped"]:
        return
    names = dict.fromkeys(item["OrderID"] for item in call.records.where(_ITEMS, parent=shipment.num))
    for name in names:
        order = call.records.find(orders.ORDERS, name)
        if order and order["Status"] == "Open" and _is_fully_shipped(call.records, order):
            now = dates.now()
            changes = {"Status": "Completed", "DateCompleted": now, "LastUpdated": now}
            order = call.records.update(order, order.data | changes)
            messages.send_for_order(call, "ShipmentCreated", order)


def _is_fully_shipped(records: Records, order: Record) -> bool:
    lines = [line for line in totals.line_items(records, order) if not line["IsBundle"]]
    return bool(lines) and all(
        _shipped_quantity(records, order, line, dated=True) >= line["Quantity"] for line in lines
    )


def _shipped_quantity(records: Records, order: Record, line: Record, dated: bool = False) -> int:
    items = [
        i for i in records.where(_ITEMS, OrderID=order.id) if i["LineItemID"].casefold() == line.id.casefold()
    ]
    if dated:
        items = [i for i in items if records.get_by_num(_SHIPMENTS, i.parent_num)["DateShipped"]]
    return sum(item["QuantityShipped"] or 0 for item in items)


def _update_shipped_quantities(records: Records, order_id: str) -> None:
    """Store the shipped quantity of each line item of an order."""
    order = records.find(orders.ORDERS, order_id)
    if order is None:
        return
    for line in totals.line_items(records, order):
        shipped = _shipped_quantity(records, order, line)
        if shipped != line["QuantityShipped"]:
            records.update(line, line.data | {"QuantityShipped": shipped})


# items


def store_item(records: Records, shipment: Record, order: Record, line: Record, quantity: int) -> Record:
    data = {"OrderID": order.id, "LineItemID": line.id, "QuantityShipped": quantity}
    old = records.find(_ITEMS, f"{order.id}|{line.id}", shipment.num)
    record = records.update(old, data) if old else records.insert(_ITEMS, data, shipment.num)
    _update_shipped_quantities(records, order.id)
    return record


def item_with_line(records: Records, item: Record) -> dict:
    """Return an item with the properties of its line item."""
    order = records.get(orders.ORDERS, item["OrderID"])
    line = records.get("LineItems", item["LineItemID"], order.num)
    return item.data | {name: line[name] for name in _LINE_FIELDS}


@handles("Shipments.ListItems", transaction="read")
def list_items(call: Call) -> Response:
    shipment = call.path_record(_SHIPMENTS)
    items = call.records.where(_ITEMS, parent=shipment.num)
    return responses.respond_items(call, [item_with_line(call.records, item) for item in items])


@handles("Shipments.SaveItem")
def save_item(call: Call) -> Response:
    shipment = call.path_record(_SHIPMENTS)
    data = bodies.defaults(CATALOGUE.models["ShipmentItem"]) | call.checked_body()
    order = call.records.find(orders.ORDERS, data["OrderID"])
    if order is None or not call.can_see(order):
        raise errors.not_found("Order", data["OrderID"])
    line = call.records.find("LineItems", data["LineItemID"], order.num)
    line = responses.require(line, "LineItem", data["LineItemID"])
    if line["IsBundle"]:
        message = "The items of a bundle are shipped, not the bundle."
        raise errors.bad_request("ShipmentItem.CannotBeBundle", message)
    quantity = data["QuantityShipped"]
    old = call.records.find(_ITEMS, f"{order.id}|{line.id}", shipment.num)
    others = _shipped_quantity(call.records, order, line) - (old["QuantityShipped"] if old else 0)
    if quantity < 1 or others + quantity > line["Quantity"]:
        remaining = line["Quantity"] - others
        raise errors.bad_request(
            "ShipmentItem.QuantityExceeded", f"Between 1 and {remaining} can be shipped."
        )
    item = store_item(call.records, shipment, order, line, quantity)
    complete_orders(call, shipment)
    return json_response(200, item_with_line(call.records, item))


def _find_item(call: Call) -> Record:
    shipment = call.path_record(_SHIPMENTS)
    item = call.records.find(
        _ITEMS, f"{call.path_params['orderid']}|{call.path_params['lineitemid']}", shipment.num
    )
    return responses.require(item, "ShipmentItem", call.path_params["lineitemid"])


@handles("Shipments.GetItem", transaction="read")
def get_item(call: Call) -> Response:
    return json_response(200, item_with_line(call.records, _find_item(call)))


@handles("Shipments.DeleteItem")
def delete_item(call: Call) -> Response:
    item = _find_item(call)
    call.records.remove(item)
    _update_shipped_quantities(call.records, item["OrderID"])
    return NO_CONTENT


@before_deleting("Shipments")
def _collect_orders(call: Call, shipment: Record) -> None:
    items = call.records.where(_ITEMS, parent=shipment.num)
    call.transient_values["shipped orders"] = {item["OrderID"] for item in items}


@after_deleting("Shipments")
def _update_collected_orders(call: Call, shipment: Record) -> None:
    for name in call.transient_values.pop("shipped orders"):
        _update_shipped_quantities(call.records, name)


# addresses


@handles("Shipments.SetShipFromAddress")
def set_from_address(call: Call) -> Response:
    return _set_address(call, "FromAddress")


@handles("Shipments.SetShipToAddress")
def set_to_address(call: Call) -> Response:
    return _set_address(call, "ToAddress")


def _set_address(call: Call, name: str) -> Response:
    shipment = call.path_record(_SHIPMENTS)
    address = (
        bodies.defaults(CATALOGUE.models["Address"]) | call.checked_body() | {"DateCreated": dates.now()}
    )
    changed = shipment.data | {f"{name}ID": None, name: address}
    return responses.respond(call, call.records.update(shipment, changed))


@handles("Shipments.List", transaction="read")
def list_shipments(call: Call) -> Response:
    selection = Selection(_SHIPMENTS)
    restrict_to_order(call, selection)
    return responses.respond_page(call, selection)


def restrict_to_order(call: Call, selection: Selection) -> None:
    """Restrict to the shipments with items of the order that orderID names."""
    if order := call.list_request.parameters.get("orderid"):
        inside = 'num IN (SELECT parent FROM "ShipmentItems" WHERE org=? AND f_OrderID=?)'
        selection.where(inside, call.organization.num, order.casefold())
