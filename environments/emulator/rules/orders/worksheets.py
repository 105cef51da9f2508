"""The worksheet of an order: the data that its integration event receives."""

from environments.emulator.calls.call import Call
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.orders import orders, stored_results, totals
from environments.emulator.storage.records import Record, Records

RESPONSE_FIELDS = (
    "ShipEstimateResponse",
    "OrderCalculateResponse",
    "OrderSubmitResponse",
    "OrderSubmitForApprovalResponse",
    "OrderApprovedResponse",
)


def build_worksheet(records: Records, order: Record) -> dict:
    return {
        "Order": responses.with_computed(records, order),
        "LineItems": [item.data for item in totals.line_items(records, order)],
        "OrderPromotions": [p.data for p in records.where("OrderPromotions", parent=order.num)],
    } | {name: stored_results.get_result(records, order, name) for name in RESPONSE_FIELDS}


@handles("IntegrationEvents.GetWorksheet", transaction="read")
def get_worksheet(call: Call) -> Response:
    return json_response(200, build_worksheet(call.records, call.path_record(orders.ORDERS)))
