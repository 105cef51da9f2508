"""Promotions, and what they take off an order."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.evaluation import amount, is_true
from environments.emulator.expressions.validation import ExpressionScope, check_amount, check_condition
from environments.emulator.registry import before_saving, handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import totals
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_RESOURCE = CATALOGUE.resources["OrderPromotions"]
_ORDERS = CATALOGUE.resources["Orders"]


@before_saving("Promotions")
def _check_promotion(call: Call, data: dict, old: Record | None) -> None:
    for other in call.records.where("Promotions", Code=data["Code"]):
        if old is None or other.num != old.num:
            raise errors.conflict("Promotion.CodeInUse", "Another promotion has this code.")
    place = ExpressionScope.LINE_ITEM_PROMOTION if data["LineItemLevel"] else ExpressionScope.ORDER_PROMOTION
    check_condition(data["EligibleExpression"], "EligibleExpression", place)
    check_amount(data["ValueExpression"], "ValueExpression", place)
    data["RedemptionCount"] = (old["RedemptionCount"] if old else None) or 0


def is_available_to(shopper: BuyerContext, promotion: Record) -> bool:
    """Whether a promotion is open to a buyer user: to all buyers, or by assignment."""
    if promotion["AllowAllBuyers"]:
        return True
    assigned = shopper.records.where("PromotionAssignments", PromotionID=promotion.id)
    return any(shopper.is_assigned(a) for a in assigned)


def is_active(promotion: Record) -> bool:
    now = dates.now()
    started = promotion["StartDate"] is None or promotion["StartDate"] <= now
    return started and (promotion["ExpirationDate"] is None or now <= promotion["ExpirationDate"])


@handles("Orders.AddPromotion")
def add_promotion(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    code = call.path["promocode"]
    found = call.records.where("Promotions", Code=code)
    promotion = found[0] if found else None
    shopper = _context_of_order(call.records, order)
    if promotion is None or not shopper or not is_available_to(shopper, promotion):
        raise errors.not_found("Promotion", code)
    _check_addable(call.records, order, promotion)
    lines = [line.data for line in totals.line_items(call.records, order)]
    context = EvaluationContext(call.records, order, order.data, lines)
    amounts = _discounts_by_line(context, promotion.data)
    if not amounts:
        raise _ineligible_error()
    for line, discount in amounts.items():
        call.records.insert(_RESOURCE, promotion.data | {"Amount": discount, "LineItemID": line}, order.num)
    totals.update_totals(call.records, order)
    return json_response(201, _applied_rows(call.records, order, promotion.id)[0].data)


def _applied_rows(records: Records, order: Record, id_: str) -> list[Record]:
    return [a for a in records.where(_RESOURCE, parent=order.num) if a["ID"].casefold() == id_.casefold()]


def _context_of_order(records: Records, order: Record) -> BuyerContext | None:
    buyer = records.find("Buyers", order["FromCompanyID"])
    user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    return BuyerContext.of(records, user) if user else None


def _check_addable(records: Records, order: Record, promotion: Record) -> None:
    applied = records.where(_RESOURCE, parent=order.num)
    if _applied_rows(records, order, promotion.id):
        raise errors.conflict("Promotion.AlreadyAdded", "The promotion is on this order already.")
    if not is_active(promotion):
        raise _inactive_error(promotion)
    if applied and not (promotion["CanCombine"] and all(a["CanCombine"] for a in applied)):
        raise errors.bad_request("Promotion.CannotCombine", "The promotions cannot be combined.")
    if fault := _limit_error(records, order, promotion):
        raise fault


def _ineligible_error() -> errors.ApiError:
    return errors.bad_request("Promotion.NotEligible", "The order is not eligible for this promotion.")


def _limit_error(records: Records, order: Record, promotion: Record) -> errors.ApiError | None:
    """Why a promotion cannot be redeemed once more for an order; None when it can."""
    limit = promotion["RedemptionLimit"]
    if limit is not None and (promotion["RedemptionCount"] or 0) >= limit:
        return errors.bad_request("Promotion.ExceedsUsageLimit", "The promotion has been used up.")
    limit = promotion["RedemptionLimitPerUser"]
    if limit is not None and _redemptions_by_user(records, promotion, order) >= limit:
        return errors.bad_request("Promotion.ExceedsUsageLimit", "This user has used the promotion up.")
    return None


def _redemptions_by_user(records: Records, promotion: Record, order: Record) -> int:
    mine = records.where("Orders", FromUserID=order["FromUserID"], FromCompanyID=order["FromCompanyID"])
    submitted = [other for other in mine if other["IsSubmitted"]]
    return sum(bool(_applied_rows(records, other, promotion.id)) for other in submitted)


def _discounts_by_line(context: EvaluationContext, promotion: dict) -> dict[str | None, Decimal]:
    """The discount of a promotion by line item, or under None that of the order; empty if not eligible.

    No discount is greater than what the earlier ones have left of the subtotal.
    """
    eligible, value = promotion["EligibleExpression"], promotion["ValueExpression"]
    if not promotion["LineItemLevel"]:
        if not is_true(eligible, context):
            return {}
        left = money(context.order["Subtotal"]) - money(context.order["PromotionDiscount"])
        return {None: min(money(amount(value, context)), left)}
    return {
        item["ID"]: min(money(amount(value, context, item)), money(item["LineTotal"]))
        for item in context.items
        if is_true(eligible, context, item)
    }


def _current_discounts(
    records: Records, order: Record, data: dict, lines: list[dict]
) -> list[tuple[Record, Decimal | None]]:
    """Every applied promotion with its discount now, None if the order is not eligible any more.

    Each is computed on the order as those applied before it have left it.
    """
    found: list[tuple[Record, Decimal | None]] = []
    applied = records.where(_RESOURCE, parent=order.num)
    items = [line | {"PromotionDiscount": Decimal(0), "LineTotal": line["LineSubtotal"]} for line in lines]
    full = money(data["Subtotal"]) + money(data["ShippingCost"]) + money(data["TaxCost"])
    discount = Decimal(0)
    for id_ in dict.fromkeys(promotion["ID"] for promotion in applied):
        rows = [promotion for promotion in applied if promotion["ID"] == id_]
        state = data | {"PromotionDiscount": discount, "Total": full - discount}
        amounts = _discounts_by_line(EvaluationContext(records, order, state, items), rows[0].data)
        for row in rows:
            found.append((row, amounts.get(row["LineItemID"])))
            discount += amounts.get(row["LineItemID"], Decimal(0))
        off = {row["LineItemID"] for row in rows}
        items = [
            _subtract_discount(item, amounts[item["ID"]]) if item["ID"] in off & set(amounts) else item
            for item in items
        ]
    return found


def _subtract_discount(item: dict, discount: Decimal) -> dict:
    total = money(item["PromotionDiscount"]) + discount
    return item | {"PromotionDiscount": total, "LineTotal": money(item["LineSubtotal"]) - total}


def recalculate(records: Records, order: Record, data: dict, lines: list[Record]) -> Decimal:
    """Compute the applied promotions anew, write what they take off line items, and give the sum.

    `lines` are brought up to date in place. What is no longer eligible takes off nothing, and stays.
    """
    total = Decimal(0)
    off: dict[str, Decimal] = {}
    for applied, discount in _current_discounts(records, order, data, [line.data for line in lines]):
        now = discount or Decimal(0)
        if money(applied["Amount"]) != now:
            records.update(applied, applied.data | {"Amount": now})
        total += now
        if applied["LineItemID"]:
            off[applied["LineItemID"]] = off.get(applied["LineItemID"], Decimal(0)) + now
    for index, line in enumerate(lines):
        discount = off.get(line.id, Decimal(0))
        total_of_line = money(line["LineSubtotal"]) - discount
        if money(line["PromotionDiscount"]) != discount or money(line["LineTotal"]) != total_of_line:
            written = line.data | {"PromotionDiscount": discount, "LineTotal": total_of_line}
            lines[index] = records.update(line, written)
    return total


def submission_errors(records: Records, order: Record, lines: list[Record]) -> list[errors.ApiError]:
    """Why applied promotions keep an order from being submitted."""
    discounts: dict[str, list[Decimal | None]] = {}
    for applied, discount in _current_discounts(records, order, order.data, [line.data for line in lines]):
        discounts.setdefault(applied["ID"], []).append(discount)
    found = []
    for id_, amounts in discounts.items():
        promotion = records.find("Promotions", id_)
        if promotion and not is_active(promotion):
            found.append(_inactive_error(promotion))
        elif fault := _limit_error(records, order, promotion) if promotion else None:
            found.append(fault)
        elif None in amounts:
            found.append(_ineligible_error())
    return found


def _inactive_error(promotion: Record) -> errors.ApiError:
    if promotion["StartDate"] is not None and promotion["StartDate"] > dates.now():
        return errors.bad_request("Promotion.NotYetValid", "The promotion has not begun.")
    return errors.bad_request("Promotion.Expired", "The promotion has ended.")


def redeem(records: Records, order: Record) -> None:
    """Count the promotions of an order that is submitted."""
    for applied in records.where(_RESOURCE, parent=order.num):
        if promotion := records.find("Promotions", applied["ID"]):
            count = (promotion["RedemptionCount"] or 0) + 1
            records.update(promotion, promotion.data | {"RedemptionCount": count})


@handles("Orders.RemovePromotion")
def remove_promotion(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    code = call.path["promocode"].casefold()
    found = [
        a for a in call.records.where(_RESOURCE, parent=order.num) if (a["Code"] or "").casefold() == code
    ]
    if not found:
        raise errors.not_found("Promotion", call.path["promocode"])
    for applied in found:
        call.records.remove(applied)
    return responses.respond(call, totals.update_totals(call.records, order))


@handles("Orders.ListPromotions", transaction="read")
def list_promotions(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    return responses.respond_items(call, [a.data for a in call.records.where(_RESOURCE, parent=order.num)])
