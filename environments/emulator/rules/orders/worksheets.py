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
SUBSCRIPTION_RESPONSE = "SubscriptionIntegrationResponse"


def build_worksheet(records: Records, order: Record) -> dict:
    """Return an order with its lines, its promotions, its subscription and what its events returned."""
    worksheet = {
        "Order": responses.with_computed(records, order),
        "LineItems": [item.data for item in totals.line_items(records, order)],
        "OrderPromotions": [p.data for p in records.where("OrderPromotions", parent=order.num)],
    } | {name: stored_results.get_result(records, order, name) for name in RESPONSE_FIELDS}
    if order["SubscriptionID"]:
        subscription = records.find("Subscriptions", order["SubscriptionID"])
        worksheet["Subscription"] = responses.with_computed(records, subscription) if subscription else None
        worksheet[SUBSCRIPTION_RESPONSE] = stored_results.get_result(records, order, SUBSCRIPTION_RESPONSE)
    return worksheet


@handles("IntegrationEvents.GetWorksheet", transaction="read")
def get_worksheet(call: Call) -> Response:
    return json_response(200, build_worksheet(call.records, call.path_record(orders.ORDERS)))
