"""Calls of OrderCheckout integration events, and the effects of their responses on an order.

The event is that of the caller's API client. No transaction is open during a call.
"""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.hooks import error_reports, hook_tokens
from environments.emulator.outbound import http
from environments.emulator.registry import handles
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import discounts, line_overrides, orders, stored_results, totals
from environments.emulator.rules.orders.worksheets import build_worksheet
from environments.emulator.storage.records import Record

TIMEOUT = 30
_STORED_AS = {
    "/shippingrates": "ShipEstimateResponse",
    "/ordercalculate": "OrderCalculateResponse",
    "/ordersubmit": "OrderSubmitResponse",
    "/ordersubmitforapproval": "OrderSubmitForApprovalResponse",
    "/orderapproved": "OrderApprovedResponse",
}


def event_of_client(call: Call, field: str = "OrderCheckoutIntegrationEventID") -> Record | None:
    """Return the integration event of the caller's API client; None without one."""
    client = call.records.find("ApiClients", call.caller.client_id)
    return call.records.find("IntegrationEvents", client[field]) if client and client[field] else None


def needs_calculation(call: Call, order: Record) -> bool:
    return event_of_client(call) is not None and not stored_results.get_result(
        call.records, order, "OrderCalculateResponse"
    )


def call_event(call: Call, event: Record, suffix: str, subject: dict) -> dict:
    """Call an event, and return its response with the properties of the model that stores it.

    Raises:
        ApiError: When the event has no URL, cannot be reached, or does not respond as expected.
    """
    name = _STORED_AS.get(suffix)
    defaults = bodies.defaults(CATALOGUE.models[name]) if name else {}
    if not event["CustomImplementationUrl"]:
        raise _event_error(0, "The integration event has no URL.")
    with call.read_transaction():
        token = hook_tokens.seller_token(call, event["ElevatedRoles"])
    body = {
        "ConfigData": event["ConfigData"],
        "Environment": call.organization.environment,
        "OrderCloudAccessToken": token,
    } | subject
    url = event["CustomImplementationUrl"].rstrip("/") + suffix
    try:
        response = http.post(url, body, event["HashKey"], TIMEOUT, http.custom_header(event.data))
    except http.NoResponse as error:
        _report(call, event, url)
        raise _event_error(0, str(error)) from error
    result = response.json
    if not response.ok or not isinstance(result, dict):
        _report(call, event, url)
        raise _event_error(response.status, response.text)
    properties = bodies.validate(CATALOGUE.models[name], result) if name else result
    return defaults | properties | {"HttpStatusCode": response.status, "UnhandledErrorBody": None}


def _report(call: Call, event: Record, url: str) -> None:
    entry = {"Kind": "IntegrationEvent", "ID": event.id, "Url": url}
    error_reports.report(call.emulator, call.organization, entry)


def _event_error(status: int, text: str) -> errors.ApiError:
    data = {"HttpStatusCode": status, "UnhandledErrorBody": text[:2000]}
    return errors.bad_request(
        "IntegrationEvent.BadRequest", "The integration event did not return a valid response.", data
    )


def _call_order_event(call: Call, suffix: str) -> tuple[Record, dict]:
    """Return the order and the response of its event; a failed call is stored with the order."""
    with call.read_transaction():
        order = call.path_record(orders.ORDERS)
        event = event_of_client(call)
        sheet = build_worksheet(call.records, order)
    if event is None:
        raise errors.not_found("IntegrationEvent", "")
    try:
        return order, call_event(call, event, suffix, {"OrderWorksheet": sheet})
    except errors.ApiError as error:
        if isinstance(error.entries[0]["Data"], dict):
            _store_response(call, order, suffix, error.entries[0]["Data"])
        raise


def _store_response(call: Call, order: Record, suffix: str, response: dict) -> None:
    name = _STORED_AS[suffix]
    defaults = bodies.defaults(CATALOGUE.models[name])
    with call.write_transaction():
        if call.records.by_num(orders.ORDERS, order.num):
            stored_results.save_result(call.records, order, name, defaults | response)


@handles("IntegrationEvents.EstimateShipping", transaction="own")
def estimate_shipping(call: Call) -> Response:
    order, response = _call_order_event(call, "/shippingrates")
    with call.write_transaction():
        order = call.records.get_by_num(orders.ORDERS, order.num)
        stored_results.save_result(call.records, order, "ShipEstimateResponse", response)
        return json_response(200, build_worksheet(call.records, order))


@handles("IntegrationEvents.Calculate", transaction="own")
def calculate(call: Call) -> Response:
    """Have the event calculate an order, and store its prices, shipping and tax."""
    order, response = _call_order_event(call, "/ordercalculate")
    with call.write_transaction():
        order = call.records.get_by_num(orders.ORDERS, order.num)
        for override in response["LineItemOverrides"]:
            line_overrides.apply(call, order, override)
            for amount in (override["PromotionOverrides"] or ()) if call.is_newest_version else ():
                discounts.override(call.records, order, override["LineItemID"] or "", amount)
        costs = {"ShippingCost": "ShippingTotal", "TaxCost": "TaxTotal"}
        if call.is_newest_version:
            costs["Fees"] = "FeeTotal"
        changes = {ours: response[theirs] for ours, theirs in costs.items() if response[theirs] is not None}
        order = totals.update_totals(call.records, call.records.update(order, order.data | changes))
        stored_results.save_result(call.records, order, "OrderCalculateResponse", response)
        return json_response(200, build_worksheet(call.records, order))


@handles("IntegrationEvents.SelectShipmethods")
def select_ship_methods(call: Call) -> Response:
    """Select a method for each estimate, and set the shipping cost to their sum."""
    order = call.path_record(orders.ORDERS)
    response = stored_results.get_result(call.records, order, "ShipEstimateResponse")
    estimates = {e["ID"]: e for e in (response or {}).get("ShipEstimates") or ()}
    for chosen in call.checked_body().get("ShipMethodSelections", ()):
        estimate = estimates.get(chosen["ShipEstimateID"])
        if estimate is None:
            raise errors.not_found("ShipEstimate", chosen["ShipEstimateID"] or "")
        if not any(m["ID"] == chosen["ShipMethodID"] for m in estimate["ShipMethods"]):
            raise errors.not_found("ShipMethod", chosen["ShipMethodID"] or "")
        estimate["SelectedShipMethodID"] = chosen["ShipMethodID"]
    if response:
        stored_results.save_result(call.records, order, "ShipEstimateResponse", response)
        cost = sum(
            money(m["Cost"])
            for e in estimates.values()
            for m in e["ShipMethods"]
            if m["ID"] == e["SelectedShipMethodID"]
        )
        order = call.records.update(order, order.data | {"ShippingCost": cost})
        order = totals.update_totals(call.records, order)
    return json_response(200, build_worksheet(call.records, order))


def notify_event(call: Call, order: Record, suffix: str) -> None:
    """Notify the event that an order was submitted or approved; its response does not affect the order."""
    with call.read_transaction():
        event = event_of_client(call)
        sheet = build_worksheet(call.records, order)
    if event is None:
        return
    try:
        response = call_event(call, event, suffix, {"OrderWorksheet": sheet})
    except errors.ApiError as error:
        data = error.entries[0]["Data"]
        response = data if isinstance(data, dict) else {"UnhandledErrorBody": str(error)}
    _store_response(call, order, suffix, response)
