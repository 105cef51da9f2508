"""The totals of an order: line items, promotions, shipping and tax."""

from decimal import Decimal

from environments.emulator.catalogue import CATALOGUE
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import discounts
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_LINE_ITEMS = CATALOGUE.resources["LineItems"]


def line_items(records: Records, order: Record) -> list[Record]:
    return records.where(_LINE_ITEMS, parent=order.num)


def update_totals(records: Records, order: Record) -> Record:
    """Update the totals of an order from its current contents, and return it."""
    lines = line_items(records, order)
    subtotal = sum((money(item["LineSubtotal"]) for item in lines), Decimal(0))
    data = order.data | {"LineItemCount": len(lines), "Subtotal": subtotal, "LastUpdated": dates.now()}
    discount = discounts.recalculate(records, order, data, lines)
    data["PromotionDiscount"] = discount
    data["Total"] = subtotal + money(data["ShippingCost"]) + money(data["TaxCost"]) - discount
    addresses = {item["ShippingAddressID"] for item in lines}
    if addresses:
        data["ShippingAddressID"] = addresses.pop() if len(addresses) == 1 else None
    return records.update(order, data)
