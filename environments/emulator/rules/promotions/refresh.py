"""Refreshing the promotions of an order: those that no longer hold go, the others are computed again."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import handles
from environments.emulator.response import Response, json_response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import discounts, promotions, totals
from environments.emulator.rules.promotions import application, codes, integration
from environments.emulator.storage.records import Record, Records

_ORDERS = CATALOGUE.resources["Orders"]
_KEPT = ("Code", "DateApplied")
_ONLY_APPLIED = ("DateApplied", "AmountOverridden")


@handles("Orders.RefreshPromotions", transaction="own")
def refresh_promotions(call: Call) -> Response:
    """Settle all promotions again by priority, the applied ones before those that apply by themselves."""
    with call.read_transaction():
        order = call.path_record(_ORDERS)
        application.check_status(order)
        request = integration.request(call, order, _candidates(call.records, order))
    valuation = integration.value(call, request)
    with call.write_transaction():
        order = call.path_record(_ORDERS)
        application.check_status(order)
        before = call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
        problems = _settle(call.records, order, before, valuation)
        after = call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
        for row in before:
            if not any(same.id == row.id for same in after):
                codes.free(call.records, order, row["Code"])
        return json_response(call.operation.status, _changes(before, after, problems))


def _candidates(records: Records, order: Record) -> list[Record]:
    """Return the applied promotions and those that apply by themselves, by priority."""
    applied = records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
    ids = dict.fromkeys(row.id for row in applied)
    found = [promotion for id_ in ids if (promotion := records.find("Promotions", id_))]
    known = {promotion.num for promotion in found}
    automatic = application.automatic(records, order)
    found += [promotion for promotion in automatic if promotion.num not in known]
    return sorted(found, key=application.by_priority)


def _settle(
    records: Records, order: Record, before: list[Record], valuation: integration.Valuation
) -> dict[str, errors.ApiError]:
    """Apply the promotions of an order again, and return the errors of those that could not be, by id."""
    candidates = _candidates(records, order)
    for row in before:
        records.remove(row)
    order = totals.update_totals(records, order)
    problems = {
        row.id: errors.not_found("Promotion", row.id)
        for row in before
        if records.find("Promotions", row.id) is None
    }
    context = BuyerContext.of_order(records, order)
    for promotion in candidates:
        rows = [row for row in before if row.id == promotion.id]
        try:
            if context is None or not promotions.is_available_to(context, promotion):
                raise discounts.ineligible_error()
            values = _values(promotion, rows, valuation)
            more = {name: rows[0][name] for name in _KEPT} if rows else None
            overridden = [row["LineItemID"] for row in rows if row["AmountOverridden"]]
            order = application.add(records, order, promotion, values, more, overridden)
        except errors.ApiError as error:
            problems[promotion.id] = error
    return problems


def _values(
    promotion: Record, rows: list[Record], valuation: integration.Valuation
) -> discounts.Values | None:
    """Return the values that no expression gives; those of before if the integration could not be called.

    Raises:
        ApiError: The integration does not apply the promotion.
    """
    if any(row["AmountOverridden"] for row in rows):
        return discounts.fixed_values(rows)
    if not promotion["UseIntegration"]:
        return None
    if rows and valuation.failure:
        return discounts.fixed_values(rows)
    if error := valuation.error_of(promotion.id):
        raise error
    return valuation.values_of(promotion.id)


def _changes(before: list[Record], after: list[Record], problems: dict[str, errors.ApiError]) -> JsonObject:
    old = {(row.id, row["LineItemID"]) for row in before}
    new = {(row.id, row["LineItemID"]) for row in after}
    return {
        "PromosAdded": [_without(row) for row in after if (row.id, row["LineItemID"]) not in old],
        "PromosRemoved": [
            _without(row) | _reason(problems.get(row.id, discounts.ineligible_error()))
            for row in before
            if (row.id, row["LineItemID"]) not in new
        ],
    }


def _without(row: Record) -> JsonObject:
    return {name: value for name, value in row.data.items() if name not in _ONLY_APPLIED}


def _reason(error: errors.ApiError) -> JsonObject:
    entry = error.entries[0]
    return {"ErrorCode": entry["ErrorCode"], "Reason": entry["Message"]}
