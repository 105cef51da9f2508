"""The promotions that are applied to an order."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import discounts, promotions, totals
from environments.emulator.rules.promotions import application, codes, integration
from environments.emulator.storage.records import Record

_ORDERS = CATALOGUE.resources["Orders"]


@handles("Orders.AddPromotion", transaction="own")
def add_promotion(call: Call) -> Response:
    with call.read_transaction():
        order = call.path_record(_ORDERS)
        promotion, _ = _requested(call, order)
        if error := application.addition_error(call.records, order, promotion):
            raise error
        request = integration.request(call, order, [promotion])
    valuation = integration.value(call, request)
    if error := valuation.error_of(promotion.id):
        raise error
    with call.write_transaction():
        order = call.path_record(_ORDERS)
        promotion, code = _requested(call, order)
        more = {"Code": code["Code"]} if code else None
        application.add(call.records, order, promotion, valuation.values_of(promotion.id), more)
        if code:
            codes.redeem(call.records, code, order)
        return json_response(201, promotions.applied_promotions(call.records, order, promotion.id)[0].data)


def _requested(call: Call, order: Record) -> tuple[Record, Record | None]:
    """Return the promotion with the code in the path, and the code if it was generated."""
    text = call.path_params["promocode"]
    matching = call.records.where("Promotions", Code=text)
    promotion = matching[0] if matching else None
    code = codes.find(call.records, text) if promotion is None else None
    if code:
        promotion = call.records.get_by_num("Promotions", code.parent_num)
    context = BuyerContext.of_order(call.records, order)
    if promotion is None or not context or not promotions.is_available_to(context, promotion):
        raise errors.not_found("Promotion", text)
    if code and code["Redeemed"]:
        message = "This code has been redeemed."
        raise errors.bad_request("Promotion.ExceedsUsageLimit", message)
    return promotion, code


@handles("Orders.RemovePromotion")
def remove_promotion(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    code = call.path_params["promocode"].casefold()
    matching = [
        applied
        for applied in call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
        # One that applied by itself may have no code.
        if (applied["Code"] or applied.id).casefold() == code
    ]
    if not matching:
        raise errors.not_found("Promotion", call.path_params["promocode"])
    for applied in matching:
        call.records.remove(applied)
    codes.free(call.records, order, code)
    return responses.respond(call, totals.update_totals(call.records, order))


@handles("Orders.ListPromotions", transaction="read")
def list_promotions(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    return responses.respond_items(
        call, [a.data for a in call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)]
    )


@handles("Orders.ListEligiblePromotions", transaction="read")
def list_eligible_promotions(call: Call) -> Response:
    """List the promotions that fit an order and are not applied; the integration is not called."""
    order = call.path_record(_ORDERS)
    context = application.evaluation_context(call.records, order)
    eligible = []
    for promotion in application.usable(call.records, order):
        if promotions.applied_promotions(call.records, order, promotion.id):
            continue
        if promotions.limit_error(call.records, order, promotion):
            continue
        amounts = discounts.discounts_by_line(context, promotion.data)
        if amounts:
            eligible.append(promotion.data | {"Amount": sum(amounts.values())})
    return responses.respond_items(call, eligible)


@handles("Orders.ApplyPromotions", transaction="own")
def apply_promotions(call: Call) -> Response:
    """Add the eligible promotions that apply by themselves; those that cannot be added are skipped."""
    with call.read_transaction():
        order = call.path_record(_ORDERS)
        application.check_status(order)
        request = integration.request(call, order, application.automatic(call.records, order))
    valuation = integration.value(call, request)
    with call.write_transaction():
        order = call.path_record(_ORDERS)
        application.check_status(order)
        for promotion in application.automatic(call.records, order):
            try:
                order = application.add(call.records, order, promotion, valuation.values_of(promotion.id))
            except errors.ApiError:
                continue
        return responses.respond(call, totals.update_totals(call.records, order))
