"""Operations of the cart that run as those of an order, with the cart for the order in the path."""

from dataclasses import replace

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import HANDLERS, Handler, handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.cart import active_order
from environments.emulator.rules.orders import ad_hoc_products
from environments.emulator.storage.records import Record

# The cart's operation, the order's, and what is not found if there is no cart.
_READS = {
    "Cart.ListLineItems": ("LineItems.List", None),
    "Cart.GetLineItem": ("LineItems.Get", "LineItem"),
    "Cart.ListPayments": ("Payments.List", None),
    "Cart.GetPayment": ("Payments.Get", "Payment"),
    "Cart.ListPromotions": ("Orders.ListPromotions", None),
    "Cart.ListEligiblePromotions": ("Orders.ListEligiblePromotions", None),
    "Cart.GetOrderWorksheet": ("IntegrationEvents.GetWorksheet", "Order"),
}
_WRITES = {
    "Cart.Delete": ("Orders.Delete", "Order"),
    "Cart.PatchLineItem": ("LineItems.Patch", "LineItem"),
    "Cart.DeleteLineItem": ("LineItems.Delete", "LineItem"),
    "Cart.CreatePayment": ("Payments.Create", "Order"),
    "Cart.PatchPayment": ("Payments.Patch", "Payment"),
    "Cart.DeletePayment": ("Payments.Delete", "Payment"),
    "Cart.CreatePaymentTransaction": ("Payments.CreateTransaction", "Payment"),
    "Cart.DeletePaymentTransaction": ("Payments.DeleteTransaction", "Payment"),
    "Cart.AddPromotion": ("Orders.AddPromotion", "Order"),
    "Cart.DeletePromotion": ("Orders.RemovePromotion", "Promotion"),
    "Cart.ApplyPromotions": ("Orders.ApplyPromotions", "Order"),
    "Cart.RefreshPromotions": ("Orders.RefreshPromotions", "Order"),
    "Cart.SetBillingAddress": ("Orders.SetBillingAddress", "Order"),
    "Cart.PatchBillingAddress": ("Orders.PatchBillingAddress", "Order"),
    "Cart.SetShippingAddress": ("Orders.SetShippingAddress", "Order"),
    "Cart.PatchShippingAddress": ("Orders.PatchShippingAddress", "Order"),
    "Cart.PatchFromUser": ("Orders.PatchFromUser", "Order"),
    "Cart.DeleteBundleItem": ("BundleLineItems.Delete", "LineItem"),
    "Cart.Calculate": ("IntegrationEvents.Calculate", "Order"),
    "Cart.EstimateShipping": ("IntegrationEvents.EstimateShipping", "Order"),
    "Cart.SelectShipMethods": ("IntegrationEvents.SelectShipmethods", "Order"),
    "Cart.Submit": ("Orders.Submit", "Order"),
    "Cart.Validate": ("Orders.Validate", "Order"),
}
# These create the cart if there is none.
_FIRST_ITEMS = {
    "Cart.CreateLineItem": "LineItems.Create",
    "Cart.SaveLineItem": "LineItems.Save",
    "Cart.CreateBundleItem": "BundleLineItems.Create",
}
_ID_PARAMETERS = {"LineItem": "lineitemid", "Payment": "paymentid", "Promotion": "promocode"}


def on_order(call: Call, order: Record) -> Call:
    """Return the call as one on an order, which its path does not name."""
    call.path_params |= {"direction": "outgoing", "orderid": order.id}
    return call


def _handler(name: str) -> Handler:
    return HANDLERS.get(name) or HANDLERS[CATALOGUE.operations[name].handler]


def _as_operation(call: Call, name: str, cart: Record) -> Call:
    """Return the call as that operation on the cart; its path, models and status remain."""
    operation = CATALOGUE.operations[name]
    call.operation = replace(call.operation, resource=operation.resource, required=operation.required)
    return on_order(call, cart)


def _run(call: Call, name: str, cart: Record) -> Response:
    return _handler(name).function(_as_operation(call, name, cart))


def _missing(call: Call, object_type: str) -> errors.ApiError:
    if object_type == "LineItem" and "lineitemid" not in call.path_params:
        return errors.not_found(object_type, call.path_params["bundleitemid"])
    return errors.not_found(object_type, call.path_params.get(_ID_PARAMETERS.get(object_type, ""), ""))


def _read(call: Call) -> Response:
    name, object_type = _READS[call.operation.id]
    cart = active_order.find(call)
    if cart:
        return _run(call, name, cart)
    if object_type is None:
        return responses.respond_items(call, [])
    raise _missing(call, object_type)


def _write(call: Call) -> Response:
    name, object_type = _WRITES[call.operation.id]
    if _handler(name).transaction != "own":
        with call.write_transaction():
            return _run(call, name, _required(call, object_type))
    with call.read_transaction():
        cart = _required(call, object_type)
    return _run(call, name, cart)


def _required(call: Call, object_type: str) -> Record:
    cart = active_order.find(call)
    if cart is None:
        raise _missing(call, object_type)
    return cart


def _add_item(call: Call) -> Response:
    """Add an item; the first one creates the cart, in the same transaction, so that two calls make one."""
    name = _FIRST_ITEMS[call.operation.id]
    if _handler(name).transaction != "own":
        with call.write_transaction():
            return _run(call, name, active_order.find(call) or active_order.create(call, {}))
    # Only adding a line opens its own transaction: an event may describe the product before.
    ad_hoc_products.request_product(call, active_order.find)
    with call.write_transaction():
        cart = active_order.find(call) or active_order.create(call, {})
        return HANDLERS[CATALOGUE.operations[name].handler].function(_as_operation(call, name, cart))


handles(*_READS, transaction="read")(_read)
handles(*_WRITES, transaction="own")(_write)
handles(*_FIRST_ITEMS, transaction="own")(_add_item)
