"""Items of subscriptions: products that the subscription's user sees, with the price that they would have."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.rules.catalog import pricing
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import addresses, line_items, line_prices
from environments.emulator.rules.subscriptions.subscriptions import SUBSCRIPTIONS
from environments.emulator.storage.records import Record

_COPIED = (
    "ProductID", "Product", "Variant", "Specs", "SupplierID", "PriceScheduleID", "ShipFromAddressID",
    "ShipFromAddress", "DateAdded", "UnitPrice", "PriceOverridden",
)  # fmt: skip


@before_saving("SubscriptionItems")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    subscription = call.path_record(SUBSCRIPTIONS)
    if old and (data["ProductID"] or "").casefold() != old["ProductID"].casefold():
        message = "The product of a subscription item cannot be changed."
        raise errors.bad_request("LineItem.CannotChangeProductID", message)
    data["QuantityShipped"] = 0
    _set_shipping_address(call, subscription, data)
    context = BuyerContext.of_order(call.records, subscription)
    product = context.find_product(data["ProductID"]) if context else None
    if product is None or context is None:
        _keep_product(data, old)
        return
    line_items.check_purchasable(product, data)
    line_items.set_product_fields(call, product, data, old)
    data["Specs"] = line_items.complete_specs(call.records, product, data["Specs"])
    variant = line_items.find_variant(call.records, product, data["Specs"])
    data["Variant"] = line_items.variant_fields(variant)
    _set_price(call, subscription, product, context, data, old)


def _keep_product(data: dict, old: Record | None) -> None:
    """Keep what an item has of a product that its user does not see any more."""
    if old is None:
        raise errors.not_found("Product", data["ProductID"])
    data |= {name: old[name] for name in _COPIED}
    _set_amounts(data)


def _set_shipping_address(call: Call, subscription: Record, data: dict) -> None:
    """Copy the named address into an item; without one, the item goes where its subscription does."""
    data["ShippingAddress"] = None
    if id_ := data["ShippingAddressID"]:
        company, user = subscription["FromCompanyID"], subscription["FromUserID"]
        saved = addresses.find_saved_address(call.records, company, user, id_)
        if saved is None:
            raise errors.not_found("Address", id_)
        data |= {"ShippingAddressID": saved["ID"], "ShippingAddress": saved}


def _set_price(
    call: Call, subscription: Record, product: Record, context: BuyerContext, data: dict, old: Record | None
) -> None:
    """Set the price that the item would have now; another one requires the role to override it."""
    if data["IsBundle"]:
        line_prices.set_price_of_bundle(data)
        return
    schedule = pricing.schedule_for(call.records, product, context, subscription["ToCompanyID"])
    data["PriceScheduleID"] = schedule.id if schedule else None
    price = None
    if schedule:
        if old is None or old["Quantity"] != data["Quantity"]:
            line_prices.check_quantity(schedule, data["Quantity"])
        price = line_prices.price_of_line(schedule, data["Quantity"], data, for_subscription=True)
    requested = money(data["UnitPrice"]) if data["UnitPrice"] is not None else None
    # The price of an item that is sent back as it was read is computed again.
    sent_back = old is not None and requested == money(old["UnitPrice"])
    data["PriceOverridden"] = requested is not None and requested != price and not sent_back
    if sent_back and old is not None:
        data["PriceOverridden"] = bool(old["PriceOverridden"])
    elif data["PriceOverridden"] and not call.caller.has_role("OverrideUnitPrice"):
        raise line_prices.override_error()
    if not data["PriceOverridden"]:
        data["UnitPrice"] = price
    if data["UnitPrice"] is None:
        raise line_prices.missing_price_error(product)
    _set_amounts(data)


def _set_amounts(data: dict) -> None:
    subtotal = money(Decimal(data["UnitPrice"] or 0) * data["Quantity"])
    data |= {"PromotionDiscount": Decimal(0), "LineSubtotal": subtotal, "LineTotal": subtotal}
