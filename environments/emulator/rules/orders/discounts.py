"""The discounts of the promotions that are applied to an order."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.evaluation import amount, is_true
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import line_limits, promotions
from environments.emulator.storage.records import Record, Records

Values = dict[str | None, Decimal]


def ineligible_error() -> errors.ApiError:
    return errors.bad_request("Promotion.NotEligible", "The order is not eligible for this promotion.")


def discounts_by_line(
    context: EvaluationContext,
    promotion: dict,
    values: Values | None = None,
    candidates: list[dict] | None = None,
) -> dict[str | None, Decimal]:
    """Return the discounts of a promotion by line item, under None for the order; empty if not eligible.

    No discount exceeds what earlier ones have left of the subtotal.

    Args:
        context: The order after the discounts of earlier promotions.
        promotion: The promotion.
        values: What it takes off each line, under None the order, if its own expression does not say.
        candidates: The line items that it may discount; all by default.
    """
    eligible = promotion["EligibleExpression"]
    if not promotion["LineItemLevel"]:
        if not is_true(eligible, context) or not _has_value(promotion, None, values):
            return {}
        subtotal = money(context.order["Subtotal"]) - money(context.order.get("BaseDiscount"))
        remaining = subtotal - money(context.order["PromotionDiscount"])
        value = _value(context, promotion, None, values)
        return {None: min(value, remaining)}
    items = [
        item
        for item in (context.items if candidates is None else candidates)
        if is_true(eligible, context, item) and _has_value(promotion, item["ID"], values)
    ]
    units = line_limits.units_by_line(promotion, items)
    return {
        item["ID"]: min(
            money(_value(context, promotion, item, values) * units[item["ID"]]), money(item["LineTotal"])
        )
        for item in items
        if item["ID"] in units
    }


def _has_value(promotion: dict, line: str | None, values: Values | None) -> bool:
    """Whether a promotion has a value for a line, under None the order; its expression has one for all."""
    return values is None or line in values or not promotion.get("UseIntegration")


def _value(context: EvaluationContext, promotion: dict, item: dict | None, values: Values | None) -> Decimal:
    line = item["ID"] if item else None
    if values is not None and line in values:
        return values[line]
    if promotion["ValueExpression"] is None:
        return Decimal(0)
    return money(amount(promotion["ValueExpression"], context, item))


def fixed_values(rows: list[Record]) -> Values | None:
    """Return the values that an integration or an override gave; None if the expression gives them all."""
    fixed = [row for row in rows if row["AmountOverridden"] or row["UseIntegration"]]
    return {row["LineItemID"]: money(row["Amount"]) for row in fixed} or None


def override(records: Records, order: Record, line: str, override: dict) -> None:
    """Set the amount of a promotion that is applied to a line, as an order calculation asks for."""
    if override["Amount"] is None:
        return
    for row in promotions.applied_promotions(records, order, override["PromotionID"] or ""):
        if row["LineItemID"] in (line, None):
            changes = {"Amount": money(override["Amount"]), "AmountOverridden": True}
            records.update(row, row.data | changes)


def _current_discounts(
    records: Records, order: Record, data: dict, lines: list[dict]
) -> list[tuple[Record, Decimal | None]]:
    """Return every applied promotion with its current discount, None if no longer eligible.

    Each is computed on the order after the discounts of those applied before it.
    """
    current: list[tuple[Record, Decimal | None]] = []
    applied = records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
    items = [line | {"PromotionDiscount": Decimal(0), "LineTotal": before_promotions(line)} for line in lines]
    full = money(data["Subtotal"]) + costs(data) - money(data.get("BaseDiscount"))
    discount = Decimal(0)
    for id_ in dict.fromkeys(promotion["ID"] for promotion in applied):
        rows = [promotion for promotion in applied if promotion["ID"] == id_]
        state = data | {"PromotionDiscount": discount, "Total": full - discount}
        applied_to = {row["LineItemID"] for row in rows}
        candidates = [item for item in items if item["ID"] in applied_to]
        context = EvaluationContext(records, order, state, items)
        amounts = discounts_by_line(context, rows[0].data, fixed_values(rows), candidates)
        for row in rows:
            current.append((row, amounts.get(row["LineItemID"])))
            discount += amounts.get(row["LineItemID"], Decimal(0))
        discounted = {row["LineItemID"] for row in rows}
        items = [
            _subtract_discount(item, amounts[item["ID"]]) if item["ID"] in discounted & set(amounts) else item
            for item in items
        ]
    return current


def _subtract_discount(item: dict, discount: Decimal) -> dict:
    total = money(item["PromotionDiscount"]) + discount
    return item | {"PromotionDiscount": total, "LineTotal": before_promotions(item) - total}


def costs(order: dict) -> Decimal:
    """Return what an order costs beside its lines."""
    names = ("ShippingCost", "TaxCost", "Gratuity", "Fees")
    return sum((money(order.get(name)) for name in names), Decimal(0))


def before_promotions(line: dict) -> Decimal:
    """Return what a line costs after its base discount, before promotions."""
    return money(line["LineSubtotal"]) - money(line.get("BaseDiscount"))


def recalculate(records: Records, order: Record, data: dict, lines: list[Record]) -> Decimal:
    """Recalculate the applied promotions, store the discounts of line items, and return their sum.

    `lines` are updated in place. A promotion that is no longer eligible stays, with a discount of 0.
    """
    total = Decimal(0)
    discount_by_line: dict[str, Decimal] = {}
    for applied, discount in _current_discounts(records, order, data, [line.data for line in lines]):
        now = discount or Decimal(0)
        if money(applied["Amount"]) != now:
            records.update(applied, applied.data | {"Amount": now})
        total += now
        if applied["LineItemID"]:
            discount_by_line[applied["LineItemID"]] = (
                discount_by_line.get(applied["LineItemID"], Decimal(0)) + now
            )
    for index, line in enumerate(lines):
        discount = discount_by_line.get(line.id, Decimal(0))
        total_of_line = before_promotions(line.data) - discount
        if money(line["PromotionDiscount"]) != discount or money(line["LineTotal"]) != total_of_line:
            changed = line.data | {"PromotionDiscount": discount, "LineTotal": total_of_line}
            lines[index] = records.update(line, changed)
    return total


def submission_errors(records: Records, order: Record, lines: list[Record]) -> list[errors.ApiError]:
    """Return the errors of applied promotions that prevent submitting an order."""
    discounts: dict[str, list[Decimal | None]] = {}
    for applied, discount in _current_discounts(records, order, order.data, [line.data for line in lines]):
        discounts.setdefault(applied["ID"], []).append(discount)
    problems = []
    for id_, amounts in discounts.items():
        promotion = records.find("Promotions", id_)
        if promotion and not promotions.is_active(promotion):
            problems.append(promotions.inactive_error(promotion))
        elif limit_error := promotions.limit_error(records, order, promotion) if promotion else None:
            problems.append(limit_error)
        elif None in amounts:
            problems.append(ineligible_error())
    return problems


def redeem(records: Records, order: Record) -> None:
    """Count the redemptions of the promotions of a submitted order."""
    for applied in records.where(promotions.ORDER_PROMOTIONS, parent=order.num):
        if promotion := records.find("Promotions", applied["ID"]):
            count = (promotion["RedemptionCount"] or 0) + 1
            records.update(promotion, promotion.data | {"RedemptionCount": count})
