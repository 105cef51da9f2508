"""The promotion integration: a service of the seller that values promotions for an order.

No transaction is open during a call.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.hooks import error_reports
from environments.emulator.json_types import JsonObject
from environments.emulator.outbound import http
from environments.emulator.resources import responses, singletons
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import discounts, promotions, totals
from environments.emulator.rules.promotions import application
from environments.emulator.storage.records import Record
from lib import exact_json

TIMEOUT = 30
_MAX_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True)
class Request:
    """What the integration will be sent: the body, and the integration's own settings."""

    settings: JsonObject
    body: JsonObject


@dataclass
class Valuation:
    """What the integration has said about promotions, by their folded ids.

    `failure` is why the call did not give any values; it concerns all promotions that were requested.
    """

    requested: set[str] = field(default_factory=set)
    values: dict[str, discounts.Values] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    failure: errors.ApiError | None = None

    def values_of(self, promotion_id: str) -> discounts.Values | None:
        """Return what a promotion takes off each line, under None the order; None if it was not valued."""
        return self.values.get(promotion_id.casefold())

    def error_of(self, promotion_id: str) -> errors.ApiError | None:
        """Return why a requested promotion was not valued; None if it was, or was not requested."""
        id_ = promotion_id.casefold()
        if id_ not in self.requested or id_ in self.values:
            return None
        if self.failure:
            return self.failure
        reason = self.reasons.get(id_, "")
        return errors.bad_request(
            "PromotionIntegration.NotEligible",
            reason or "The promotion integration does not apply this promotion.",
            {"Reason": reason},
        )


def request(call: Call, order: Record, candidates: list[Record]) -> Request | None:
    """Return what to send for those promotions that the integration values and the order is eligible for."""
    valued = [promotion for promotion in candidates if promotion["UseIntegration"]]
    if not valued:
        return None
    context = application.evaluation_context(call.records, order)
    eligible = [promotion for promotion in valued if discounts.discounts_by_line(context, promotion.data)]
    if not eligible:
        return None
    integration = singletons.find(call.records, "PromotionIntegrations")
    applied = call.records.where(promotions.ORDER_PROMOTIONS, parent=order.num)
    body = {
        "Environment": call.organization.environment,
        "Order": responses.with_computed(call.records, order),
        "LineItems": [line.data for line in totals.line_items(call.records, order)],
        "PromosApplied": [promotion.data for promotion in applied],
        "PromosRequested": [promotion.data for promotion in eligible],
    }
    return Request(integration.data if integration else {}, body)


def value(call: Call, sent: Request | None) -> Valuation:
    """Call the integration, and return what it says; a call that fails gives no values."""
    if sent is None:
        return Valuation()
    requested = {promotion["ID"].casefold(): promotion for promotion in sent.body["PromosRequested"]}
    valuation = Valuation(set(requested))
    try:
        _read_response(_response(sent), requested, valuation)
    except errors.ApiError as error:
        entry = {"Kind": "PromotionIntegration", "ID": "", "Url": sent.settings.get("Url")}
        error_reports.report(call.emulator, call.organization, entry)
        return Valuation(set(requested), failure=error)
    return valuation


def _response(sent: Request) -> JsonObject:
    url = sent.settings.get("Url")
    if not url:
        raise _failed("The promotion integration has no URL.")
    try:
        response = http.post(
            url, sent.body, sent.settings["HashKey"], TIMEOUT, http.custom_header(sent.settings)
        )
    except http.NoResponse as error:
        raise _failed(str(error)) from error
    result = response.json
    if not response.ok:
        raise _returned_error(response.status, response.text)
    if not isinstance(result, dict):
        raise _failed("The response is not a JSON object.")
    status, text = result.get("HttpStatusCode"), result.get("UnhandledErrorBody")
    if text or (status is not None and not (isinstance(status, int) and 200 <= status < 300)):
        raise _returned_error(status, str(text or ""))
    return result


def _failed(problem: str) -> errors.ApiError:
    message = "The promotion integration could not evaluate the promotions."
    return errors.bad_request("PromotionIntegration.FailedToEvaluate", message, {"Problem": problem})


def _returned_error(status: object, text: str) -> errors.ApiError:
    message = "The promotion integration returned an error."
    data = {"HttpStatusCode": status, "UnhandledErrorBody": text[:2000]}
    return errors.bad_request("PromotionIntegration.EvaluationErrorReturned", message, data)


def _read_response(result: JsonObject, requested: dict[str, JsonObject], valuation: Valuation) -> None:
    """Add what the response says to a valuation.

    Raises:
        ApiError: It is about other promotions, or its entries are malformed.
    """
    for entry in _entries(result, "PromosAccepted"):
        id_, line = _subject(entry, requested)
        amount = entry.get("Amount")
        if isinstance(amount, bool) or not isinstance(amount, int | exact_json.Number):
            raise _failed("An amount is not a number.")
        if not 0 <= amount <= _MAX_AMOUNT:
            raise _failed("An amount is negative or too large.")
        valuation.values.setdefault(id_, {})[line] = money(amount)
    for entry in _entries(result, "PromosRejected"):
        id_, _ = _subject(entry, requested)
        valuation.reasons[id_] = str(entry.get("Reason") or "")


def _entries(result: JsonObject, name: str) -> list[JsonObject]:
    entries = result.get(name) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise _failed(f"{name} is not a list of objects.")
    return entries


def _subject(entry: JsonObject, requested: dict[str, JsonObject]) -> tuple[str, str | None]:
    """Return the folded id of the promotion that an entry is about, and its line item."""
    id_, line = str(entry.get("ID") or "").casefold(), entry.get("LineItemID") or None
    if id_ not in requested:
        message = "The promotion integration named a promotion that was not requested."
        raise errors.bad_request("PromotionIntegration.PromotionIDMismatch", message, {"ID": entry.get("ID")})
    if requested[id_]["LineItemLevel"] and line is None:
        message = "A promotion for line items needs a LineItemID."
        raise errors.bad_request("PromotionIntegration.LineItemIdRequired", message)
    if not requested[id_]["LineItemLevel"] and line is not None:
        message = "A promotion for the order has no LineItemID."
        raise errors.bad_request("PromotionIntegration.LineItemIdMustBeNull", message)
    return id_, str(line) if line is not None else None
