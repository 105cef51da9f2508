"""The totals of an order: line items, discounts, promotions, shipping and tax."""

from decimal import Decimal

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import base_discounts, discounts
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_LINE_ITEMS = CATALOGUE.resources["LineItems"]


def line_items(records: Records, order: Record) -> list[Record]:
    return records.where(_LINE_ITEMS, parent=order.num)


def update_totals(records: Records, order: Record) -> Record:
    """Update the totals of an order from its current contents, and return it."""
    lines = line_items(records, order)
    subtotal = sum((money(item["LineSubtotal"]) for item in lines), Decimal(0))
    count = sum(not item["IsBundle"] for item in lines)
    data = order.data | {"LineItemCount": count, "Subtotal": subtotal, "LastUpdated": dates.now()}
    base_discount = base_discounts.recalculate(records, order, lines)
    data |= {"BaseDiscount": base_discount} | {n: money(data.get(n)) for n in ("Gratuity", "Fees")}
    discount = discounts.recalculate(records, order, data, lines)
    data["PromotionDiscount"] = discount
    data["Total"] = subtotal + discounts.costs(data) - base_discount - discount
    addresses = {item["ShippingAddressID"] for item in lines}
    if addresses:
        data["ShippingAddressID"] = addresses.pop() if len(addresses) == 1 else None
    return records.update(order, data)
