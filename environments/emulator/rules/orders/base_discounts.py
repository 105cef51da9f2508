"""The base discounts of an order's lines: what the discounts assigned to its user take off their prices."""

from decimal import Decimal

from environments.emulator.rules.catalog import discounts
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records


def recalculate(records: Records, order: Record, lines: list[Record]) -> Decimal:
    """Recalculate the base discounts of an unsubmitted order's lines, and return their sum.

    `lines` are updated in place. After the submission, lines keep their discounts.
    """
    context = _context(records, order)
    total = Decimal(0)
    for index, line in enumerate(lines):
        discount_id, discount = (
            line["DiscountID"],
            min(money(line["BaseDiscount"]), money(line["LineSubtotal"])),
        )
        if order["Status"] == "Unsubmitted":
            discount_id, discount = _discount_of_line(records, context, line)
        total += discount
        if money(line["BaseDiscount"]) != discount or line["DiscountID"] != discount_id:
            remaining = money(line["LineSubtotal"]) - discount - money(line["PromotionDiscount"])
            changes = {"BaseDiscount": discount, "DiscountID": discount_id, "LineTotal": remaining}
            lines[index] = records.update(line, line.data | changes)
    return total


def _context(records: Records, order: Record) -> BuyerContext | None:
    """Return the context of an order's user; None where no discount can apply."""
    if order["Status"] != "Unsubmitted" or not has_discounts(records):
        return None
    return BuyerContext.of_order(records, order)


def has_discounts(records: Records) -> bool:
    """Whether the organization has assigned any discount."""
    row = records.connection.execute(
        'SELECT 1 FROM "DiscountAssignments" WHERE org=? LIMIT 1', (records.organization.num,)
    ).fetchone()
    return row is not None


def _discount_of_line(
    records: Records, context: BuyerContext | None, line: Record
) -> tuple[str | None, Decimal]:
    """Return the id and the amount of the discount of a line; a price set by hand has none."""
    if context is None or not context.discounts or line["PriceOverridden"] or line["IsBundle"]:
        return None, Decimal(0)
    product = records.find("Products", line["ProductID"])
    applying = discounts.applying_discounts(context, product) if product else []
    best = discounts.best_discount(applying, line["Quantity"])
    if best is None:
        return None, Decimal(0)
    discount, percentage = best
    return discount.id, discounts.discount_amount(money(line["LineSubtotal"]), percentage)
