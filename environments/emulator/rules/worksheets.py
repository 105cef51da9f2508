"""The worksheet of an order: everything about it that an integration event is shown."""

from environments.emulator import presenting
from environments.emulator.acting import answers
from environments.emulator.calls import Answer, Call, json_answer
from environments.emulator.records import Record, Records
from environments.emulator.rules import orderparts, orders, ordertotals

RESPONSES = (
    "ShipEstimateResponse",
    "OrderCalculateResponse",
    "OrderSubmitResponse",
    "OrderSubmitForApprovalResponse",
    "OrderApprovedResponse",
)


def worksheet(records: Records, order: Record) -> dict:
    return {
        "Order": presenting.whole(records, order),
        "LineItems": [item.data for item in ordertotals.items(records, order)],
        "OrderPromotions": [p.data for p in records.where("OrderPromotions", parent=order.num)],
    } | {name: orderparts.read(records, order, name) for name in RESPONSES}


@answers("IntegrationEvents.GetWorksheet", transaction="read")
def get(call: Call) -> Answer:
    return json_answer(200, worksheet(call.records, call.above(orders.ORDERS)))
