"""Calls of the subscription integration after an order was made or could not be made."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.outbound import http
from environments.emulator.resources import responses
from environments.emulator.rules.orders import orders, stored_results, worksheets
from environments.emulator.rules.subscriptions import acting_users
from environments.emulator.rules.subscriptions.orders_of_subscriptions import Run
from environments.emulator.storage.records import Record

_RESPONSE = CATALOGUE.models["SubscriptionIntegrationResponse"]
_TIMEOUT = 30


def send(call: Call, root_url: str, subscription_num: int, run: Run, integration: JsonObject) -> JsonObject:
    """Call `{Url}/success` or `/failure`, and return the response; it is stored with the order.

    No transaction is open during the call. A call that fails is a response too, which has not succeeded.
    """
    with call.read_transaction():
        body = _body(call, root_url, subscription_num, run, integration)
    url = f"{integration['Url'].rstrip('/')}/{'failure' if run.error_code else 'success'}"
    entry = {
        "Kind": "SubscriptionIntegration",
        "ID": body["OrderWorksheet"]["Subscription"]["ID"],
        "Organization": call.organization.portal_id,
        "Url": url,
    }
    received: list[http.Response] = []

    def post() -> http.Response:
        header = http.custom_header(integration)
        received.append(http.post(url, body, integration["HashKey"], _TIMEOUT, header))
        return received[0]

    # The attempt returns successful responses only.
    call.emulator.deliveries.attempt(entry, 1, post)
    response = _stored_form(received[0] if received else None)
    with call.write_transaction():
        order = call.records.find(orders.ORDERS, run.order_id or "")
        if order:
            stored_results.save_result(call.records, order, worksheets.SUBSCRIPTION_RESPONSE, response)
    return response


def _body(call: Call, root_url: str, subscription_num: int, run: Run, integration: JsonObject) -> JsonObject:
    subscription = call.records.get_by_num("Subscriptions", subscription_num)
    order = call.records.find(orders.ORDERS, run.order_id or "")
    return {
        "Environment": call.organization.environment,
        "OrderCloudAccessToken": acting_users.client_token(
            call.emulator, call.records, root_url, integration
        ),
        "OrderWorksheet": _worksheet(call, subscription, order),
        "UnavailableProductIDs": run.unavailable_product_ids,
        "ErrorCode": run.error_code,
    }


def _worksheet(call: Call, subscription: Record, order: Record | None) -> JsonObject:
    """Return the worksheet of an order; without an order, it has the subscription alone."""
    if order:
        return worksheets.build_worksheet(call.records, order)
    empty = bodies.defaults(CATALOGUE.models["OrderWorksheet"])
    return empty | {"Subscription": responses.with_computed(call.records, subscription)}


def _stored_form(received: http.Response | None) -> JsonObject:
    """Return the stored form of a response; None stands for a call without one."""
    if received is None:
        return _unsuccessful(0, "The subscription integration did not respond.")
    value = received.json
    if not received.ok or not isinstance(value, dict):
        return _unsuccessful(received.status, received.text[:2000] or "The response is not a JSON object.")
    try:
        response = bodies.defaults(_RESPONSE) | bodies.validate(_RESPONSE, value)
    except errors.ApiError as error:
        return _unsuccessful(received.status, str(error))
    status = received.status if response["HttpStatusCode"] is None else response["HttpStatusCode"]
    # The vendor's own sample response has an empty text instead of null.
    body = response["UnhandledErrorBody"] or None
    succeeded = 200 <= status < 300 and body is None
    return response | {"HttpStatusCode": status, "UnhandledErrorBody": body, "Succeeded": succeeded}


def _unsuccessful(status: int, text: str) -> JsonObject:
    failed = {"HttpStatusCode": status, "UnhandledErrorBody": text, "Succeeded": False}
    return bodies.defaults(_RESPONSE) | failed
