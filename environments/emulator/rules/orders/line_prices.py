"""Prices of line items, for a line alone or for all lines of a product together."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.rules.catalog import pricing
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.products import is_on_sale
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import totals
from environments.emulator.storage.records import Record, Records


def set_price(
    call: Call,
    order: Record,
    product: Record,
    context: BuyerContext | None,
    data: dict,
    old: Record | None,
) -> None:
    """Set the price of a line item before it is stored.

    Args:
        context: The user who orders, whose prices apply; None where the seller orders.
        data: The line item, which is changed.
        old: The stored line item; None for a new one.

    Raises:
        ApiError: For a quantity that the price schedule does not allow, a product without a price for the
            user, and a price given by a caller without the role to override it.
    """
    if data["IsBundle"]:
        set_price_of_bundle(data)
        return
    schedule = pricing.schedule_for(call.records, product, context, order["ToCompanyID"])
    data["PriceScheduleID"] = schedule.id if schedule else None
    same_quantity = old is not None and old["Quantity"] == data["Quantity"]
    price = None
    if schedule:
        quantity = _quantity_for_schedule(call.records, order, schedule, data, old)
        if not same_quantity:
            check_quantity(schedule, quantity)
        price = price_of_line(schedule, quantity, data, bool(order["SubscriptionID"]))
    if price is None and old is not None and same_quantity:
        # A line keeps its price when its product has none any more.
        price, data["PriceScheduleID"] = old["UnitPrice"], old["PriceScheduleID"]
    overridden = _apply_price(call, data, old, price)
    data["IsOnSale"] = bool(schedule and is_on_sale(schedule.data))
    if price is None and context and not overridden:
        raise missing_price_error(product)


def missing_price_error(product: Record) -> errors.ApiError:
    message = f"The product {product.id} has no price for this user and cannot be ordered."
    return errors.bad_request("PriceSchedule.MissingOrConflicting", message)


def override_error() -> errors.ApiError:
    """Return the error for a price that the caller may not give."""
    message = "UnitPrice is calculated by the server."
    return errors.bad_request("LineItem.OverrideUnitPricePermission", message)


def set_price_of_bundle(data: dict) -> None:
    """Set the amounts of the line of a bundle: zero, since its items have the prices."""
    data |= {"PriceScheduleID": None, "PriceOverridden": False, "IsOnSale": False, "PromotionDiscount": None}
    data |= {"QuantityShipped": 0} | _price_fields(data, Decimal(0))


def check_quantity(schedule: Record, quantity: int) -> None:
    """Refuse a quantity that a price schedule does not allow."""
    if message := pricing.quantity_error(schedule, quantity):
        limits = {"MinQuantity": schedule["MinQuantity"], "MaxQuantity": schedule["MaxQuantity"]}
        raise errors.bad_request(_quantity_code(schedule, quantity), message, limits)


def _quantity_code(schedule: Record, quantity: int) -> str:
    """Return the documented error code of a quantity that a price schedule does not allow."""
    if quantity < schedule["MinQuantity"]:
        reason = "CannotBeLessThanMin"
    elif schedule["MaxQuantity"] is not None and quantity > schedule["MaxQuantity"]:
        reason = "CannotExceedMax"
    else:
        reason = "QuantityNotAllowed"
    return f"PriceSchedule.{'Cumulative' if schedule['UseCumulativeQuantity'] else ''}{reason}"


def set_given_price(call: Call, data: dict, price: Decimal) -> None:
    """Set the price of a new line whose product is not in the catalog."""
    _apply_price(call, data, None, price)


def set_former_price(call: Call, data: dict, old: Record) -> None:
    """Set the former price of a line whose product was deleted, unless the price is overridden."""
    _apply_price(call, data, old, old["UnitPrice"])


def _apply_price(call: Call, data: dict, old: Record | None, price: Decimal | None) -> bool:
    """Set the computed unit price, or the one that the caller gives, and the amounts that follow from it.

    Returns:
        Whether the price is overridden.
    """
    requested = money(data["UnitPrice"]) if data["UnitPrice"] is not None else None
    was_overridden = old is not None and bool(old["PriceOverridden"]) and not _has_unit_price(call)
    is_stored_price = old is not None and requested == money(old["UnitPrice"])
    is_new_price = requested is not None and requested != price and not is_stored_price
    if is_new_price and not was_overridden and not call.caller.has_role("OverrideUnitPrice"):
        raise override_error()
    overridden = was_overridden or is_new_price
    data["PriceOverridden"] = overridden
    data |= _price_fields(data, requested if overridden else price)
    data["QuantityShipped"] = (old["QuantityShipped"] if old else None) or 0
    return overridden


def _has_unit_price(call: Call) -> bool:
    """Whether the body of the call names the unit price."""
    return any(name.lower() == "unitprice" for name in call.body)


def reprice_product_lines(records: Records, order: Record, line: Record) -> None:
    """Update the prices of a product's lines whose quantities are priced together with that of a line."""
    schedule = records.find("PriceSchedules", line["PriceScheduleID"] or "")
    if schedule is None or not schedule["UseCumulativeQuantity"]:
        return
    lines = _lines_of_product(records, order, line["ProductID"])
    quantity = sum(other["Quantity"] for other in lines)
    for other in lines:
        _update_price(records, order, other, schedule, quantity)


def reprice_order(records: Records, order: Record, context: BuyerContext) -> None:
    """Set the prices of an order's lines to those of another user.

    A line whose product has no price for that user keeps its price.
    """
    for line in totals.line_items(records, order):
        product = records.find("Products", line["ProductID"])
        if product is None:
            continue
        schedule = pricing.schedule_for(records, product, context, order["ToCompanyID"])
        if schedule:
            quantity = _quantity_for_schedule(records, order, schedule, line.data, line)
            _update_price(records, order, line, schedule, quantity)


def _update_price(records: Records, order: Record, line: Record, schedule: Record, quantity: int) -> None:
    if line["PriceOverridden"] or line["IsBundle"]:
        return
    price = price_of_line(schedule, quantity, line.data, bool(order["SubscriptionID"]))
    if price is not None and (price != line["UnitPrice"] or schedule.id != line["PriceScheduleID"]):
        changes = {"PriceScheduleID": schedule.id, "IsOnSale": is_on_sale(schedule.data)}
        changes |= _price_fields(line.data, price)
        records.update(line, line.data | changes)


def _price_fields(data: dict, price: Decimal | None) -> dict:
    """Return the amounts of a line that follow from its unit price."""
    subtotal = money(Decimal(price or 0) * data["Quantity"])
    base_discount, discount = money(data.get("BaseDiscount")), money(data["PromotionDiscount"])
    return {
        "UnitPrice": price,
        "LineSubtotal": subtotal,
        "PromotionDiscount": discount,
        "BaseDiscount": base_discount,
        "LineTotal": subtotal - base_discount - discount,
    }


def price_of_line(
    schedule: Record, quantity: int, data: dict, for_subscription: bool = False
) -> Decimal | None:
    """Return the unit price of a line with the markups of its options; None without a price break."""
    in_bundle = bool(data.get("BundleItemID"))
    price = pricing.unit_price(schedule, quantity, for_subscription, in_bundle)
    if price is None:
        return None
    return money(pricing.with_markups(price, data["Specs"], data["Quantity"]))


def _quantity_for_schedule(
    records: Records, order: Record, schedule: Record, data: dict, old: Record | None
) -> int:
    """Return the quantity to price: that of the line, or of all lines of its product."""
    if not schedule["UseCumulativeQuantity"]:
        return data["Quantity"]
    others = _lines_of_product(records, order, data["ProductID"])
    return data["Quantity"] + sum(
        other["Quantity"] for other in others if old is None or other.num != old.num
    )


def _lines_of_product(records: Records, order: Record, product_id: str) -> list[Record]:
    lines = totals.line_items(records, order)
    return [line for line in lines if line["ProductID"].casefold() == product_id.casefold()]
