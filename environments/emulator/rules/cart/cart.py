"""`/cart`: reading, saving and patching the cart itself."""

from collections.abc import Callable

from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.cart import active_order
from environments.emulator.rules.cart.delegation import on_order
from environments.emulator.rules.orders import orders

_AMOUNTS = (
    *("Subtotal", "BaseDiscount", "PromotionDiscount", "TaxCost", "ShippingCost"),
    *("Gratuity", "Fees", "Total", "LineItemCount"),
)
_EMPTY = {"ID": None, "Status": "Unsubmitted", "IsSubmitted": False} | dict.fromkeys(_AMOUNTS, 0)


@handles("Cart.Get", transaction="read")
def get(call: Call) -> Response:
    """Return the cart; without one, an order that is not stored and has no ID."""
    cart = active_order.find(call)
    if cart is None:
        return json_response(200, bodies.defaults(orders.ORDERS.model) | _EMPTY)
    return responses.respond(call, cart)


@handles("Cart.Save")
def save(call: Call) -> Response:
    return _change_or_create(call, orders.save)


@handles("Cart.Patch")
def patch(call: Call) -> Response:
    return _change_or_create(call, orders.patch)


def _change_or_create(call: Call, change: Callable[[Call], Response]) -> Response:
    cart = active_order.find(call)
    if cart is None:
        return responses.respond(call, active_order.create(call, call.checked_body()))
    return change(on_order(call, cart))
