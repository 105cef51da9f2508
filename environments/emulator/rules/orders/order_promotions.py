"""The promotions that are applied to an order."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import discounts, promotions, totals
from environments.emulator.storage.records import Record, Records

_ORDERS = CATALOGUE.resources["Orders"]


@handles("Orders.AddPromotion")
def add_promotion(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    code = call.path_params["promocode"]
    matching = call.records.where("Promotions", Code=code)
    promotion = matching[0] if matching else None
    buyer_context = BuyerContext.of_order(call.records, order)
    if promotion is None or not buyer_context or not promotions.is_available_to(buyer_context, promotion):
        raise errors.not_found("Promotion", code)
    _check_addable(call.records, order, promotion)
    lines = [line.data for line in totals.line_items(call.records, order)]
    context = EvaluationContext(call.records, order, order.data, lines)
    amounts = discounts.discounts_by_line(context, promotion.data)
    if not amounts:
        raise discounts.ineligible_error()
    for line, discount in amounts.items():
        call.records.insert(
            promotions.ORDER_PROMOTIONS, promotion.data | {"Amount": discount, "LineItemID": line}, order.num
        )
    totals.update_totals(call.records, order)
    return json_response(201, promotions.applied_promotions(call.records, order, promotion.id)[0].data)


def _check_addable(records: Records, order: Record, promotion: Record) -> None:
    applied = records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
    if promotions.applied_promotions(records, order, promotion.id):
        raise errors.conflict("Promotion.AlreadyAdded", "The promotion is already applied to this order.")
    if not promotions.is_active(promotion):
        raise promotions.inactive_error(promotion)
    if applied and not (promotion["CanCombine"] and all(a["CanCombine"] for a in applied)):
        raise errors.bad_request("Promotion.CannotCombine", "The promotions cannot be combined.")
    if limit_error := promotions.limit_error(records, order, promotion):
        raise limit_error


@handles("Orders.RemovePromotion")
def remove_promotion(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    code = call.path_params["promocode"].casefold()
    matching = [
        a
        for a in call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
        if (a["Code"] or "").casefold() == code
    ]
    if not matching:
        raise errors.not_found("Promotion", call.path_params["promocode"])
    for applied in matching:
        call.records.remove(applied)
    return responses.respond(call, totals.update_totals(call.records, order))


@handles("Orders.ListPromotions", transaction="read")
def list_promotions(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    return responses.respond_items(
        call, [a.data for a in call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)]
    )
