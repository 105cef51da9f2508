"""Promotions, and what they take off an order."""

from decimal import Decimal

from environments.emulator import dates, errors, presenting, rulesengine
from environments.emulator.acting import answers, before_saving
from environments.emulator.calls import Answer, Call, json_answer
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record, Records
from environments.emulator.rules import ordertotals
from environments.emulator.rules.pricing import money
from environments.emulator.rules.visibility import Shopper

_KIND = CATALOGUE.kinds["OrderPromotions"]
_ORDERS = CATALOGUE.kinds["Orders"]


@before_saving("Promotions")
def _check(call: Call, data: dict, old: Record | None) -> None:
    for other in call.records.where("Promotions", Code=data["Code"]):
        if old is None or other.num != old.num:
            raise errors.conflict("Promotion.CodeInUse", "Another promotion has this code.")
    rulesengine.check(data["EligibleExpression"], "EligibleExpression")
    rulesengine.check(data["ValueExpression"], "ValueExpression")
    data["RedemptionCount"] = (old["RedemptionCount"] if old else None) or 0


def may_use(shopper: Shopper, promotion: Record) -> bool:
    """Whether a promotion is open to a buyer user: to all buyers, or by assignment."""
    if promotion["AllowAllBuyers"]:
        return True
    assigned = shopper.records.where("PromotionAssignments", PromotionID=promotion.id)
    return any(shopper.reaches(a) for a in assigned)


def runs(promotion: Record) -> bool:
    now = dates.now()
    started = promotion["StartDate"] is None or promotion["StartDate"] <= now
    return started and (promotion["ExpirationDate"] is None or now <= promotion["ExpirationDate"])


@answers("Orders.AddPromotion")
def add(call: Call) -> Answer:
    order = call.above(_ORDERS)
    code = call.path["promocode"]
    found = call.records.where("Promotions", Code=code)
    promotion = found[0] if found else None
    shopper = _shopper(call.records, order)
    if promotion is None or not shopper or not may_use(shopper, promotion):
        raise errors.not_found("Promotion", code)
    _check_usable(call.records, order, promotion)
    lines = ordertotals.items(call.records, order)
    amounts = _amounts(call.records, order.data, lines, promotion.data)
    if not amounts:
        raise errors.invalid("Promotion.NotEligible", "The order is not eligible for this promotion.")
    for line, amount in amounts:
        call.records.insert(_KIND, promotion.data | {"Amount": amount, "LineItemID": line}, order.num)
    ordertotals.refresh(call.records, order)
    return json_answer(201, _applied(call.records, order, promotion.id)[0].data)


def _applied(records: Records, order: Record, id_: str) -> list[Record]:
    return [a for a in records.where(_KIND, parent=order.num) if a["ID"].casefold() == id_.casefold()]


def _shopper(records: Records, order: Record) -> Shopper | None:
    buyer = records.find("Buyers", order["FromCompanyID"])
    user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    return Shopper.of(records, user) if user else None


def _check_usable(records: Records, order: Record, promotion: Record) -> None:
    applied = records.where(_KIND, parent=order.num)
    if _applied(records, order, promotion.id):
        raise errors.conflict("Promotion.AlreadyApplied", "The promotion is on this order already.")
    if not runs(promotion):
        raise errors.invalid("Promotion.NotActive", "The promotion has not begun, or has ended.")
    if applied and not (promotion["CanCombine"] and all(a["CanCombine"] for a in applied)):
        raise errors.invalid("Promotion.CannotCombine", "The promotions cannot be combined.")
    limit = promotion["RedemptionLimit"]
    if limit is not None and (promotion["RedemptionCount"] or 0) >= limit:
        raise errors.invalid("Promotion.RedemptionLimit", "The promotion has been used up.")
    limit = promotion["RedemptionLimitPerUser"]
    if limit is not None and _used_by(records, promotion, order) >= limit:
        raise errors.invalid("Promotion.RedemptionLimitPerUser", "This user has used the promotion up.")


def _used_by(records: Records, promotion: Record, order: Record) -> int:
    mine = records.where("Orders", FromUserID=order["FromUserID"], FromCompanyID=order["FromCompanyID"])
    submitted = [other for other in mine if other["IsSubmitted"]]
    return sum(bool(_applied(records, other, promotion.id)) for other in submitted)


def _amounts(
    records: Records, data: dict, lines: list[Record], promotion: dict
) -> list[tuple[str | None, Decimal]]:
    """What a promotion takes off: of the order, or of each line item that is eligible."""
    scope = ordertotals.worksheet_scope(records, data, lines)
    if not promotion["LineItemLevel"]:
        if not rulesengine.truth(promotion["EligibleExpression"], scope):
            return []
        most = money(data["Subtotal"])
        return [(None, min(money(rulesengine.amount(promotion["ValueExpression"], scope)), most))]
    found = []
    for line in lines:
        inner = scope | {"item": line.data}
        if rulesengine.truth(promotion["EligibleExpression"], inner):
            amount = money(rulesengine.amount(promotion["ValueExpression"], inner))
            found.append((line.id, min(amount, money(line["LineSubtotal"]))))
    return found


def reckon(records: Records, order: Record, data: dict, lines: list[Record]) -> Decimal:
    """Work out the applied promotions anew, write what they take off line items, and give the sum.

    `lines` are brought up to date in place. What is no longer eligible takes off nothing, and stays.
    """
    total = Decimal(0)
    off: dict[str, Decimal] = {}
    for applied in records.where(_KIND, parent=order.num):
        amounts = dict(_amounts(records, data, lines, applied.data))
        amount = amounts.get(applied["LineItemID"], Decimal(0))
        records.update(applied, applied.data | {"Amount": amount})
        total += amount
        if applied["LineItemID"]:
            off[applied["LineItemID"]] = off.get(applied["LineItemID"], Decimal(0)) + amount
    for index, line in enumerate(lines):
        discount = off.get(line.id, Decimal(0))
        total_of_line = money(line["LineSubtotal"]) - discount
        if money(line["PromotionDiscount"]) != discount or money(line["LineTotal"]) != total_of_line:
            written = line.data | {"PromotionDiscount": discount, "LineTotal": total_of_line}
            lines[index] = records.update(line, written)
    return total


def redeem(records: Records, order: Record) -> None:
    """Count the promotions of an order that is submitted."""
    for applied in records.where(_KIND, parent=order.num):
        if promotion := records.find("Promotions", applied["ID"]):
            count = (promotion["RedemptionCount"] or 0) + 1
            records.update(promotion, promotion.data | {"RedemptionCount": count})


@answers("Orders.RemovePromotion")
def remove(call: Call) -> Answer:
    order = call.above(_ORDERS)
    code = call.path["promocode"].casefold()
    found = [a for a in call.records.where(_KIND, parent=order.num) if (a["Code"] or "").casefold() == code]
    if not found:
        raise errors.not_found("Promotion", call.path["promocode"])
    for applied in found:
        call.records.remove(applied)
    return presenting.answer(call, ordertotals.refresh(call.records, order))


@answers("Orders.ListPromotions", transaction="read")
def list_applied(call: Call) -> Answer:
    order = call.above(_ORDERS)
    return presenting.answer_items(call, [a.data for a in call.records.where(_KIND, parent=order.num)])
