"""Fulfillment of orders by the seller: splitting, forwarding, shipping, completing and canceling."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.orders import orders, shipments, totals
from environments.emulator.storage.records import Record, new_id
from environments.emulator.values import dates

_SHIPMENTS = CATALOGUE.resources["Shipments"]


@handles("Orders.Split")
def split(call: Call) -> Response:
    return json_response(200, _forward_to_suppliers(call, call.path_record(orders.ORDERS), submitted=False))


@handles("Orders.Forward")
def forward(call: Call) -> Response:
    return json_response(200, _forward_to_suppliers(call, call.path_record(orders.ORDERS), submitted=True))


def forward_automatically(call: Call, order: Record) -> None:
    """Forward the lines of products with AutoForward to their suppliers."""
    lines = []
    for line in totals.line_items(call.records, order):
        product = call.records.find("Products", line["ProductID"])
        if product and product["AutoForward"] and product["DefaultSupplierID"]:
            lines.append(line)
    _create_outgoing_orders(call, order, lines, submitted=True)


def _forward_to_suppliers(call: Call, order: Record, submitted: bool) -> dict:
    """Create an outgoing order for each supplier; lines without a supplier remain."""
    if call.caller.user_type != "admin":
        message = "Only users of the marketplace can split and forward orders."
        raise errors.bad_request("Order.CannotSplitWrongUserType", message)
    if order["ToCompanyID"] != call.organization.marketplace_id:
        raise errors.bad_request("Order.CannotSplitOutgoing", "Only orders to the marketplace can be split.")
    lines = totals.line_items(call.records, order)
    created = _create_outgoing_orders(call, order, [line for line in lines if line["SupplierID"]], submitted)
    remaining = [line.id for line in lines if not line["SupplierID"]]
    outgoing = [responses.with_computed(call.records, record) for record in created]
    return {"OutgoingOrders": outgoing, "RemainingLineItemIDs": remaining}


def _create_outgoing_orders(call: Call, order: Record, lines: list[Record], submitted: bool) -> list[Record]:
    by_supplier: dict[str, list[Record]] = {}
    for line in lines:
        by_supplier.setdefault(line["SupplierID"], []).append(line)
    return [_create_outgoing_order(call, order, name, own, submitted) for name, own in by_supplier.items()]


def _create_outgoing_order(
    call: Call, order: Record, supplier: str, lines: list[Record], submitted: bool
) -> Record:
    now = dates.now()
    id_ = orders.outgoing_id(order, supplier)
    if call.records.find(orders.ORDERS, id_):
        raise errors.id_exists("Order", id_)
    data = order.data | {
        "ID": id_,
        "FromCompanyID": call.organization.marketplace_id,
        "ToCompanyID": supplier,
        "FromUserID": call.user.id if call.user and call.caller.user_type == "admin" else None,
        "FromUser": orders.user_snapshot(call.user if call.caller.user_type == "admin" else None),
        "Status": "Open" if submitted else "Unsubmitted",
        "IsSubmitted": submitted,
        "DateCreated": now,
        "DateSubmitted": now if submitted else None,
        "DateApproved": None,
        "ShippingCost": 0,
        "TaxCost": 0,
        "PromotionDiscount": 0,
        "BaseDiscount": 0,
    }
    created = call.records.insert(orders.ORDERS, data)
    for line in lines:
        # Discounts are between the buyer and the marketplace.
        own = line.data | {"PromotionDiscount": 0, "LineTotal": line["LineSubtotal"], "QuantityShipped": 0}
        own |= {"BaseDiscount": 0, "DiscountID": None, "IncomingOrderID": order.id}
        call.records.insert("LineItems", own, created.num)
        call.records.update(line, line.data | {"OutgoingOrderID": created.id})
    return totals.update_totals(call.records, created)


# the end of an order


def _close_order(call: Call, order: Record, status: str, date: str, message: str | None = None) -> Response:
    changes = {"Status": status, date: dates.now(), "LastUpdated": dates.now()}
    order = call.records.update(order, order.data | changes)
    if message:
        messages.send_for_order(call, message, order)
    return responses.respond(call, order)


@handles("Orders.Complete")
def complete(call: Call) -> Response:
    order = call.path_record(orders.ORDERS)
    if order["Status"] != "Open":
        message = f"The order is {order['Status']}."
        raise errors.bad_request("Order.CannotCompleteBadStatus", message)
    return _close_order(call, order, "Completed", "DateCompleted")


@handles("Orders.Cancel")
def cancel(call: Call) -> Response:
    order = call.path_record(orders.ORDERS)
    if order["Status"] not in ("Open", "AwaitingApproval"):
        message = f"The order is {order['Status']}."
        raise errors.bad_request("Order.CannotCancelInCurrentStatus", message)
    if any(line["QuantityShipped"] for line in totals.line_items(call.records, order)):
        raise errors.bad_request("Order.CannotCancelInCurrentStatus", "Some of the order has been shipped.")
    return _close_order(call, order, "Canceled", "DateCanceled")


# shipping


@handles("Orders.Ship")
def ship(call: Call) -> Response:
    """Ship the whole order in one shipment."""
    order = call.path_record(orders.ORDERS)
    if order["Status"] != "Open":
        message = f"The order is {order['Status']}."
        raise errors.bad_request("Order.CannotShipBadStatus", message)
    lines = [line for line in totals.line_items(call.records, order) if not line["IsBundle"]]
    if not lines:
        raise errors.bad_request("Order.CannotShipWithNoLineItems", "The order has no line items.")
    if shipped := [line.id for line in lines if line["QuantityShipped"]]:
        message = f"Other shipments contain {', '.join(shipped)}."
        raise errors.bad_request("Order.ConflictsWithOtherShipments", message, {"LineItems": shipped})
    given = call.checked_body() if call.raw_body else {}
    data = bodies.defaults(_SHIPMENTS.model) | given
    data["ID"] = data["ID"] or new_id()
    if call.records.find(_SHIPMENTS, data["ID"]):
        raise errors.id_exists("Shipment", data["ID"])
    data["OwnerID"] = call.owner_id
    data["BuyerID"] = data["BuyerID"] or order["FromCompanyID"]
    data["DateShipped"] = data["DateShipped"] or dates.now()
    shipment = call.records.insert(_SHIPMENTS, data)
    for line in lines:
        shipments.store_item(call.records, shipment, order, line, line["Quantity"])
    shipments.complete_orders(call, shipment)
    return responses.respond(call, call.records.get_by_num(orders.ORDERS, order.num))


@handles("Orders.ListShipments", transaction="read")
def list_shipments(call: Call) -> Response:
    order = call.path_record(orders.ORDERS)
    items = call.records.where("ShipmentItems", OrderID=order.id)
    nums = dict.fromkeys(item.parent_num for item in items)
    return responses.respond_items(call, [call.records.get_by_num(_SHIPMENTS, num).data for num in nums])
