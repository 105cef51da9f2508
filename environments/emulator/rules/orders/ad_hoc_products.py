"""Products that are not in the catalog: an AddToCart event of the API client describes them, with a price."""

from collections.abc import Callable
from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import integration_events, line_prices, orders
from environments.emulator.storage.records import Record
from environments.emulator.values import dates

_MODEL = CATALOGUE.models["AdHocProduct"]
_LINE_PRODUCT = CATALOGUE.models["LineItemProduct"]
_MAX_PRICE = 10**12
_RESPONSE = "response of the AddToCart event"


@handles("LineItems.Create", transaction="own")
def create_line(call: Call) -> Response:
    request_product(call, _path_order)
    with call.write_transaction():
        return crud.create(call)


@handles("LineItems.Save", transaction="own")
def save_line(call: Call) -> Response:
    request_product(call, _path_order)
    with call.write_transaction():
        return crud.save(call)


def _path_order(call: Call) -> Record:
    return call.path_record(orders.ORDERS)


def request_product(call: Call, find_order: Callable[[Call], Record | None]) -> None:
    """Call the event about the product of a new line that the buyer user does not see.

    No transaction may be open.

    Args:
        find_order: returns the order of the line; None for a cart without items.

    Raises:
        ApiError: 404 if the event knows no such product, 400 if its response is not as expected.
    """
    with call.read_transaction():
        event = integration_events.event_of_client(call, "AddToCartIntegrationEventID")
        if event is None or call.caller.user_type != "buyer" or call.user is None:
            return
        order = find_order(call)
        if order and (order["Status"] != "Unsubmitted" or _has_line(call, order)):
            return
        subject = _subject(call, call.user, order)
    if subject is not None:
        response = integration_events.call_event(call, event, "", subject)
        call.transient_values[_RESPONSE] = _checked(response, subject["ProductID"])


def _has_line(call: Call, order: Record) -> bool:
    """Return whether the path names a line that the order has."""
    line = call.path_params.get("lineitemid")
    return line is not None and call.records.find("LineItems", line, order.num) is not None


def _subject(call: Call, user: Record, order: Record | None) -> JsonObject | None:
    """Return what the event is called with; None if the catalog has the product."""
    body = crud.checked_body(call, CATALOGUE.resources["LineItems"])
    context = BuyerContext.of_order(call.records, order) if order else BuyerContext.of(call.records, user)
    if context is None or context.find_product(body["ProductID"]):
        return None
    return {
        "ProductID": body["ProductID"],
        "Quantity": body["Quantity"],
        "BuyerID": context.buyer.id,
        "BuyerUser": responses.with_computed(call.records, context.user),
        "SellerID": order["ToCompanyID"] if order else call.organization.marketplace_id,
    }


def _checked(response: JsonObject, product_id: str) -> JsonObject:
    """Return the product and its price, checked as a new product is."""
    given = response.get("Product")
    if given is None:
        raise errors.not_found("Product", product_id)
    price = response.get("UnitPrice")
    is_price = isinstance(price, Decimal | int) and not isinstance(price, bool) and 0 <= price <= _MAX_PRICE
    if not isinstance(given, dict) or not is_price:
        message = "The AddToCart event must return a product and its UnitPrice."
        raise errors.bad_request("IntegrationEvent.BadRequest", message)
    product = bodies.defaults(_MODEL) | bodies.validate(_MODEL, given, ("Name",))
    product["ID"] = product["ID"] or product_id
    return {"Product": product, "UnitPrice": money(response["UnitPrice"])}


def set_product(call: Call, data: JsonObject) -> bool:
    """Set the product and the price of a new line to those of the event; return whether there are any."""
    response = call.transient_values.get(_RESPONSE)
    if response is None:
        return False
    product = response["Product"]
    data |= {"ProductID": product["ID"], "Product": bodies.defaults(_LINE_PRODUCT) | product}
    data |= {"SupplierID": product["DefaultSupplierID"], "DateAdded": dates.now(), "PriceScheduleID": None}
    line_prices.set_given_price(call, data, response["UnitPrice"])
    return True
