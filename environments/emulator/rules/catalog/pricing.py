"""Prices: the price schedule of a buyer user, its price breaks, and the markups of options."""

from collections.abc import Iterator
from decimal import Decimal

from environments.emulator.rules.catalog import child_products
from environments.emulator.rules.catalog.products import is_on_sale
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records
from environments.emulator.values.money import to_cents


def money(value: Decimal | int | None) -> Decimal:
    """Return an amount rounded to cents; 0 for None."""
    return to_cents(value or 0)


def schedule_for(
    records: Records, product: Record, context: BuyerContext | None, seller: str
) -> Record | None:
    """Return the price schedule of a user: the group's, else the buyer's, the supplier's or the product's.

    Schedules in another currency than that of the user's locale are skipped; without a locale, schedules
    that name a currency. Without a user, the currency does not matter.
    """
    for id_ in _candidates(records, product, context, seller):
        schedule = records.find("PriceSchedules", id_)
        if schedule and (context is None or same_currency(schedule["Currency"], context.currency)):
            return schedule
    return None


def same_currency(first: str | None, second: str | None) -> bool:
    """Whether two currencies are the same, ignoring case; None equals None."""
    return (first or "").casefold() == (second or "").casefold()


def _candidates(
    records: Records, product: Record, context: BuyerContext | None, seller: str
) -> Iterator[str]:
    """Yield the ids of the price schedules of a product for a user, the most specific first."""
    if context:
        assigned = [
            a
            for a in records.where("ProductAssignments", ProductID=product.id, BuyerID=context.buyer.id)
            if a["PriceScheduleID"]
            and context.is_assigned(a)
            and (a["SellerID"] or seller).casefold() == seller.casefold()
        ]
        assigned.sort(key=lambda a: a["UserGroupID"] is None)
        yield from (a["PriceScheduleID"] for a in assigned)
    if seller.casefold() != records.organization.marketplace_id.casefold():
        for link in records.where("ProductSuppliers", ProductID=product.id, SupplierID=seller):
            if link["DefaultPriceScheduleID"]:
                yield link["DefaultPriceScheduleID"]
    parent = child_products.parent_of(records, product)
    default = product["DefaultPriceScheduleID"]
    if default and (parent is None or parent["DefaultPriceScheduleID"] != default):
        yield default
    if parent:
        yield from _candidates(records, parent, context, seller)


def unit_price(
    schedule: Record, quantity: int, for_subscription: bool = False, in_bundle: bool = False
) -> Decimal | None:
    """Return the unit price for a quantity; None when it is below the first price break.

    A break's price for items of bundles, if it has one, precedes that for orders of subscriptions, its sale
    price and its price.
    """
    steps = [s for s in schedule["PriceBreaks"] if s["Quantity"] <= quantity]
    if not steps:
        return None
    step = max(steps, key=lambda s: s["Quantity"])
    if in_bundle and step.get("BundlePrice") is not None:
        return Decimal(step["BundlePrice"])
    if for_subscription and step.get("SubscriptionPrice") is not None:
        return Decimal(step["SubscriptionPrice"])
    if step["SalePrice"] is not None and is_on_sale(schedule.data):
        return Decimal(step["SalePrice"])
    return Decimal(step["Price"] or 0)


def with_markups(price: Decimal, options: list[dict], quantity: int) -> Decimal:
    """Return a unit price with the markups of options, which have PriceMarkupType and PriceMarkup."""
    markups = Decimal(0)
    for option in options:
        markup = Decimal(option["PriceMarkup"] or 0)
        if option["PriceMarkupType"] == "AmountPerQuantity":
            markups += markup
        elif option["PriceMarkupType"] == "AmountTotal":
            markups += markup / max(quantity, 1)
        elif option["PriceMarkupType"] == "Percentage":
            markups += price * markup / 100
    return price + markups


def quantity_error(schedule: Record, quantity: int) -> str | None:
    """Return the message why a schedule does not allow a quantity; None when it does."""
    if quantity < (schedule["MinQuantity"] or 1):
        return f"The minimum quantity is {schedule['MinQuantity']}."
    if schedule["MaxQuantity"] is not None and quantity > schedule["MaxQuantity"]:
        return f"The maximum quantity is {schedule['MaxQuantity']}."
    if schedule["RestrictedQuantity"] and quantity not in [s["Quantity"] for s in schedule["PriceBreaks"]]:
        return "Only the quantities of the price breaks can be ordered."
    return None
