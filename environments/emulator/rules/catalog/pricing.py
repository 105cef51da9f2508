"""What something costs: which price schedule holds for a buyer, which step of it, and what options add."""

from collections.abc import Iterator
from decimal import Decimal

from environments.emulator.rules.catalog.products import is_on_sale
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records
from environments.emulator.values.money import to_cents


def money(value: Decimal | int | None) -> Decimal:
    """An amount to the cent; 0 for none."""
    return to_cents(value or 0)


def schedule_for(
    records: Records, product: Record, context: BuyerContext | None, seller: str
) -> Record | None:
    """The price schedule that holds for a user: by group, else buyer, else supplier, else the product's own.

    One in another currency than that of the user's locale is passed over; without a locale, one that names
    a currency. Where nobody shops, the currency does not count.
    """
    for id_ in _candidates(records, product, context, seller):
        schedule = records.find("PriceSchedules", id_)
        if schedule and (context is None or same_currency(schedule["Currency"], context.currency)):
            return schedule
    return None


def same_currency(one: str | None, other: str | None) -> bool:
    """Whether two currencies are the same, in any case of letters; none is the same as none."""
    return (one or "").casefold() == (other or "").casefold()


def _candidates(
    records: Records, product: Record, context: BuyerContext | None, seller: str
) -> Iterator[str]:
    """Ids of the price schedules that a product may have for a user, the most particular first."""
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
    if product["DefaultPriceScheduleID"]:
        yield product["DefaultPriceScheduleID"]


def unit_price(schedule: Record, quantity: int) -> Decimal | None:
    """The price of one when so many are taken; None when no step begins low enough."""
    steps = [s for s in schedule["PriceBreaks"] if s["Quantity"] <= quantity]
    if not steps:
        return None
    step = max(steps, key=lambda s: s["Quantity"])
    if step["SalePrice"] is not None and is_on_sale(schedule.data):
        return Decimal(step["SalePrice"])
    return Decimal(step["Price"] or 0)


def with_markups(price: Decimal, options: list[dict], quantity: int) -> Decimal:
    """The unit price with what the chosen options add; `options` have PriceMarkupType and PriceMarkup."""
    added = Decimal(0)
    for option in options:
        markup = Decimal(option["PriceMarkup"] or 0)
        if option["PriceMarkupType"] == "AmountPerQuantity":
            added += markup
        elif option["PriceMarkupType"] == "AmountTotal":
            added += markup / max(quantity, 1)
        elif option["PriceMarkupType"] == "Percentage":
            added += price * markup / 100
    return price + added


def quantity_error(schedule: Record, quantity: int) -> str | None:
    """Why so many cannot be ordered under a schedule; None when they can."""
    if quantity < (schedule["MinQuantity"] or 1):
        return f"At least {schedule['MinQuantity']} must be ordered."
    if schedule["MaxQuantity"] is not None and quantity > schedule["MaxQuantity"]:
        return f"At most {schedule['MaxQuantity']} may be ordered."
    if schedule["RestrictedQuantity"] and quantity not in [s["Quantity"] for s in schedule["PriceBreaks"]]:
        return "Only the quantities of the price breaks may be ordered."
    return None
