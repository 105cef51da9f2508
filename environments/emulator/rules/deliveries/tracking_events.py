"""Tracking events of carts and orders, for the API client in whose context they happen."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.hooks import targets
from environments.emulator.registry import before_commit, before_saving
from environments.emulator.rules.deliveries import payloads
from environments.emulator.storage.records import Change, Record

_EVENTS = "TrackingEvents"
_LINE_TYPES = {"LineItemAdded": "orders.lines.added", "LineItemUpdated": "orders.lines.updated"}
# The shopper's own changes; the emulator's calculations of a line are none.
_LINE_FIELDS = ("ProductID", "Quantity", "Specs", "xp", "InventoryRecordID", "DateNeeded")


@before_saving(_EVENTS)
def _check_event(call: Call, data: dict, old: Record | None) -> None:
    for name in ("ClientID", "EventType"):
        if old and (old[name] or "").casefold() != (data[name] or "").casefold():
            raise errors.bad_request("TrackingEvent.CannotUpdateProperty", f"{name} cannot be changed.")
    client = call.records.find("ApiClients", data["ClientID"] or "")
    if client is None:
        raise errors.bad_request("TrackingEvent.InvalidClientID", "The API client does not exist.")
    data["ClientID"] = client.id
    if call.records.find("DeliveryConfigurations", data["DeliveryConfigID"] or "") is None:
        message = "The delivery configuration does not exist."
        raise errors.bad_request("TrackingEvent.InvalidDeliveryConfigID", message)
    same = call.records.where(_EVENTS, ClientID=data["ClientID"], EventType=data["EventType"])
    if any(old is None or event.num != old.num for event in same):
        message = "The API client has an event of this type."
        raise errors.bad_request("TrackingEvent.CannotCreateMultipleEventsOfSameType", message)


@before_commit
def _follow_changes(call: Call) -> None:
    changes = call.records.changes
    if call.token_caller is None or not any(name in ("LineItems", "Orders") for name, _ in changes):
        return
    events = {
        event["EventType"]: event
        for event in call.records.where(_EVENTS, ClientID=call.token_caller.client_id)
    }
    if not events:
        return
    for (name, _), change in list(changes.items()):
        if name == "LineItems" and change.new:
            _follow_line(call, events, change, change.new)
        elif name == "Orders" and change.new and _is_submission(change):
            _send(call, events, "OrderSubmitted", "orders.submitted", _submitted(call, change.new))


def _is_submission(change: Change) -> bool:
    statuses = [record["Status"] if record else None for record in (change.old, change.new)]
    return statuses[0] == "Unsubmitted" and statuses[1] in ("Open", "AwaitingApproval")


def _follow_line(call: Call, events: dict[str, Record], change: Change, line: Record) -> None:
    order = call.records.by_num("Orders", line.parent_num)
    if order is None or order["IsSubmitted"]:
        return
    old = change.old
    if old and all(old[name] == line[name] for name in _LINE_FIELDS):
        return
    event_type = "LineItemUpdated" if old else "LineItemAdded"
    payload = {
        "UserContext": payloads.user_context(call),
        "Language": None,
        "Currency": order["Currency"],
        "Email": (order["FromUser"] or {}).get("Email"),
        "OrderId": order.id,
        "LineItem": _line(line),
    }
    _send(call, events, event_type, _LINE_TYPES[event_type], payload)


def _send(call: Call, events: dict[str, Record], event_type: str, message: str, payload: dict) -> None:
    if event := events.get(event_type):
        type_ = targets.NAMESPACE + message
        targets.send_after_commit(call, event["DeliveryConfigID"], type_, payload)


def _line(line: Record) -> dict:
    product, variant = line["Product"] or {}, line["Variant"]
    return {
        "LineID": line.id,
        "Product": {
            "ProductID": line["ProductID"],
            "ProductName": product.get("Name"),
            "ProductDescription": product.get("Description"),
            "Price": line["UnitPrice"],
            "Variant": variant
            and {"VariantName": variant.get("Name"), "VariantDescription": variant.get("Description")},
            "xp": product.get("xp"),
        },
        "Quantity": line["Quantity"],
        "Price": line["UnitPrice"],
        "LineTotal": line["LineTotal"],
        "LineSubTotal": line["LineSubtotal"],
        "xp": line["xp"],
    }


def _submitted(call: Call, order: Record) -> dict:
    return {
        "UserContext": payloads.user_context(call),
        "OrderID": order.id,
        "Currency": order["Currency"],
        "Email": (order["FromUser"] or {}).get("Email"),
        "OrderDate": order["DateCreated"],
        "OrderStatus": order["Status"],
        "OrderTotal": order["Total"],
        "OrderSubtotal": order["Subtotal"],
        "Payments": [p.data for p in call.records.where("Payments", parent=order.num)],
        "LineItems": [_line(i) for i in call.records.where("LineItems", parent=order.num)],
        "xp": order["xp"],
    }
