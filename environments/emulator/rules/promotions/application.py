"""Applying promotions to an order: which can be, at what value, and in which order."""

from collections.abc import Collection

from environments.emulator import errors
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import discounts, promotions, totals
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

MAX_PER_CALL = 100
_CHANGEABLE = ("Unsubmitted", "AwaitingApproval")


def check_status(order: Record) -> None:
    """Refuse to apply promotions by themselves to an order that is open or done."""
    if order["Status"] not in _CHANGEABLE:
        message = f"The order is {order['Status']}."
        raise errors.bad_request("Order.CannotApplyPromoBadStatus", message)


def by_priority(promotion: Record) -> tuple[bool, int]:
    """Return a sort key: the lowest priority first, promotions without one last."""
    return promotion["Priority"] is None, promotion["Priority"] or 0


def usable(records: Records, order: Record) -> list[Record]:
    """Return the active promotions that the order's user can use, by priority."""
    context = BuyerContext.of_order(records, order)
    if context is None:
        return []
    found = [
        promotion
        for promotion in records.select("Promotions")
        if promotions.is_active(promotion)
        and promotions.is_available_to(context, promotion)
        and owner_error(records, order, promotion) is None
    ]
    return sorted(found, key=by_priority)


def automatic(records: Records, order: Record) -> list[Record]:
    """Return the promotions that apply by themselves, as many as one call tries, by priority."""
    return [promotion for promotion in usable(records, order) if promotion["AutoApply"]][:MAX_PER_CALL]


def owner_error(records: Records, order: Record, promotion: Record) -> errors.ApiError | None:
    """Return the error when an order to a supplier does not take the promotion of another supplier."""
    marketplace = records.organization.marketplace_id.casefold()
    receiver = (order["ToCompanyID"] or "").casefold()
    owner = (promotion["OwnerID"] or "").casefold()
    if receiver in ("", marketplace) or owner in ("", marketplace, receiver):
        return None
    message = "The promotion belongs to another supplier than the one that receives the order."
    return errors.bad_request("Promotion.OwnerIDMustMatchOrderToCompanyID", message)


def combination_error(promotion: Record, applied: list[Record]) -> errors.ApiError | None:
    """Return the error when a promotion cannot be combined with those that are applied."""
    if not applied or (promotion["CanCombine"] and all(other["CanCombine"] for other in applied)):
        return None
    return errors.bad_request("Promotion.CannotCombine", "The promotions cannot be combined.")


def addition_error(records: Records, order: Record, promotion: Record) -> errors.ApiError | None:
    """Return why a promotion cannot be added to an order, apart from its eligibility; None if it can."""
    applied = records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
    if promotions.applied_promotions(records, order, promotion.id):
        return errors.conflict("Promotion.AlreadyAdded", "The promotion is already applied to this order.")
    if not promotions.is_active(promotion):
        return promotions.inactive_error(promotion)
    return (
        combination_error(promotion, applied)
        or owner_error(records, order, promotion)
        or promotions.limit_error(records, order, promotion)
    )


def evaluation_context(records: Records, order: Record) -> EvaluationContext:
    """Return an order with its lines, after the promotions that are applied to it."""
    lines = [line.data for line in totals.line_items(records, order)]
    return EvaluationContext(records, order, order.data, lines)


def add(
    records: Records,
    order: Record,
    promotion: Record,
    values: discounts.Values | None = None,
    more: dict | None = None,
    overridden: Collection[str | None] = (),
) -> Record:
    """Add a promotion to an order, and return the order with its new totals.

    Args:
        values: What the promotion integration has given for a promotion that it values.
        more: Properties of the applied promotion that differ from the promotion's.
        overridden: The lines, or None for the order, whose values an order calculation gave.

    Raises:
        ApiError: It cannot be added, or the order is not eligible.
    """
    if error := addition_error(records, order, promotion):
        raise error
    amounts = discounts.discounts_by_line(evaluation_context(records, order), promotion.data, values)
    if not amounts:
        raise discounts.ineligible_error()
    if promotion["UseIntegration"] and values is None:
        message = "The promotion integration has not given a value."
        raise errors.bad_request("PromotionIntegration.FailedToEvaluate", message)
    applied = promotion.data | {"DateApplied": dates.now()} | (more or {})
    for line, amount in amounts.items():
        row = applied | {"Amount": amount, "LineItemID": line, "AmountOverridden": line in overridden}
        records.insert(promotions.ORDER_PROMOTIONS, row, order.num)
    return totals.update_totals(records, order)
