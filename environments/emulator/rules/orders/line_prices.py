"""What line items cost: the price that holds for the user who orders, alone or together with other lines."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.rules.catalog import pricing
from environments.emulator.rules.catalog.pricing import money
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
    """Fill in the price of a line item that is about to be stored.

    Args:
        context: The user who orders, whose prices hold; None where the seller orders.
        data: The line item, which is changed.
        old: The line item as it is stored; None for a new one.

    Raises:
        ApiError: For a quantity that the price schedule does not allow, a product without a price for the
            user, and a price given by somebody who may not override it.
    """
    schedule = pricing.schedule_for(call.records, product, context, order["ToCompanyID"])
    data["PriceScheduleID"] = schedule.id if schedule else None
    same_quantity = old is not None and old["Quantity"] == data["Quantity"]
    price = None
    if schedule:
        quantity = _quantity_for_schedule(call.records, order, schedule, data, old)
        if not same_quantity and (fault := pricing.quantity_error(schedule, quantity)):
            limits = {"MinQuantity": schedule["MinQuantity"], "MaxQuantity": schedule["MaxQuantity"]}
            raise errors.bad_request(_quantity_code(schedule, quantity), fault, limits)
        price = _unit_price(schedule, quantity, data)
    if price is None and old is not None and same_quantity:
        # What was ordered stays at its price when the product has none any more.
        price, data["PriceScheduleID"] = old["UnitPrice"], old["PriceScheduleID"]
    overridden = _apply_price(call, data, old, price)
    if price is None and context and not overridden:
        message = f"The product {product.id} has no price for this user, and cannot be ordered."
        raise errors.bad_request("PriceSchedule.MissingOrConflicting", message)


def _quantity_code(schedule: Record, quantity: int) -> str:
    """The published code of a quantity that a price schedule does not allow."""
    if quantity < schedule["MinQuantity"]:
        reason = "CannotBeLessThanMin"
    elif schedule["MaxQuantity"] is not None and quantity > schedule["MaxQuantity"]:
        reason = "CannotExceedMax"
    else:
        reason = "QuantityNotAllowed"
    return f"PriceSchedule.{'Cumulative' if schedule['UseCumulativeQuantity'] else ''}{reason}"


def set_former_price(call: Call, data: dict, old: Record) -> None:
    """Fill in the price of a line whose product is gone: the former one, unless it is overridden."""
    _apply_price(call, data, old, old["UnitPrice"])


def _apply_price(call: Call, data: dict, old: Record | None, price: Decimal | None) -> bool:
    """Fill in the computed unit price or the one that the caller gives, and what follows from it.

    Returns:
        Whether the price is overridden.
    """
    wanted = money(data["UnitPrice"]) if data["UnitPrice"] is not None else None
    kept = old is not None and old["PriceOverridden"] and "unitprice" not in {n.lower() for n in call.body}
    overridden = kept or (
        wanted is not None and wanted != price and (old is None or wanted != money(old["UnitPrice"]))
    )
    if overridden and not kept and not call.caller.has_role("OverrideUnitPrice"):
        raise errors.bad_request(
            "LineItem.OverrideUnitPricePermission", "UnitPrice is worked out by the server."
        )
    data["PriceOverridden"] = bool(overridden)
    data |= _price_fields(data, wanted if overridden else price)
    data["QuantityShipped"] = (old["QuantityShipped"] if old else None) or 0
    return data["PriceOverridden"]


def reprice_product_lines(records: Records, order: Record, line: Record) -> None:
    """Bring the other lines of a product up to date whose quantities count together with those of a line."""
    schedule = records.find("PriceSchedules", line["PriceScheduleID"] or "")
    if schedule is None or not schedule["UseCumulativeQuantity"]:
        return
    lines = _lines_of_product(records, order, line["ProductID"])
    quantity = sum(other["Quantity"] for other in lines)
    for other in lines:
        _update_price(records, other, schedule, quantity)


def reprice_order(records: Records, order: Record, context: BuyerContext) -> None:
    """Give every line of an order the price that holds for another user.

    A line whose product has no price for that user keeps the price it had.
    """
    for line in totals.line_items(records, order):
        product = records.find("Products", line["ProductID"])
        if product is None:
            continue
        schedule = pricing.schedule_for(records, product, context, order["ToCompanyID"])
        if schedule:
            quantity = _quantity_for_schedule(records, order, schedule, line.data, line)
            _update_price(records, line, schedule, quantity)


def _update_price(records: Records, line: Record, schedule: Record, quantity: int) -> None:
    if line["PriceOverridden"]:
        return
    price = _unit_price(schedule, quantity, line.data)
    if price is not None and (price != line["UnitPrice"] or schedule.id != line["PriceScheduleID"]):
        changes = {"PriceScheduleID": schedule.id} | _price_fields(line.data, price)
        records.update(line, line.data | changes)


def _price_fields(data: dict, price: Decimal | None) -> dict:
    """The properties of a line that follow from its unit price."""
    subtotal = money(Decimal(price or 0) * data["Quantity"])
    discount = money(data["PromotionDiscount"])
    return {
        "UnitPrice": price,
        "LineSubtotal": subtotal,
        "PromotionDiscount": discount,
        "LineTotal": subtotal - discount,
    }


def _unit_price(schedule: Record, quantity: int, data: dict) -> Decimal | None:
    price = pricing.unit_price(schedule, quantity)
    if price is None:
        return None
    return money(pricing.with_markups(price, data["Specs"], data["Quantity"]))


def _quantity_for_schedule(
    records: Records, order: Record, schedule: Record, data: dict, old: Record | None
) -> int:
    """The quantity that a schedule looks at: of the line, or of all lines of its product."""
    if not schedule["UseCumulativeQuantity"]:
        return data["Quantity"]
    others = _lines_of_product(records, order, data["ProductID"])
    return data["Quantity"] + sum(
        other["Quantity"] for other in others if old is None or other.num != old.num
    )


def _lines_of_product(records: Records, order: Record, product_id: str) -> list[Record]:
    lines = totals.line_items(records, order)
    return [line for line in lines if line["ProductID"].casefold() == product_id.casefold()]
