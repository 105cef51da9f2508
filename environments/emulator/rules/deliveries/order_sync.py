"""Synchronization of orders: each submitted order, on submission and on later changes (inferred)."""

from environments.emulator.calls.call import Call
from environments.emulator.hooks import targets
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import before_commit
from environments.emulator.resources import responses, singletons
from environments.emulator.rules.deliveries import payloads

_STATUSES = ("Unsubmitted", "AwaitingApproval", "Declined", "Open", "Completed", "Canceled")
_TYPE = f"{targets.NAMESPACE}ordersync.updated"


@before_commit
def _follow_orders(call: Call) -> None:
    changes = [change for (name, _), change in call.records.changes.items() if name == "Orders"]
    settings = singletons.find(call.records, "OrderSynchronization") if changes else None
    if settings is None:
        return
    for change in changes:
        order = change.new
        if order is None or not order["IsSubmitted"] or (change.old and change.old.body == order.body):
            continue
        status = order["Status"]
        payload: JsonObject = {"UserContext": payloads.user_context(call)}
        payload |= responses.with_computed(call.records, order)
        payload |= {
            "Status": _STATUSES.index(status) + 1 if status in _STATUSES else None,
            "LineItems": [i.data for i in call.records.where("LineItems", parent=order.num)],
            "ConfigData": settings["ConfigData"],
        }
        targets.send_after_commit(call, settings["DeliveryConfigID"], _TYPE, payload)
