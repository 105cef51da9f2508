"""Promotions whose value comes from the promotion integration."""

import pytest

from environments.emulator.outbound.http import signature
from tests.environments.emulator.rules.orders.order_helpers import create_order

INTEGRATED = {"UseIntegration": True, "ValueExpression": None}


@pytest.fixture
def integration(shop, receiver):
    """Have the receiver value promotions: it accepts all at 3."""
    header = {"CustomAuthHeaderName": "X-Auth", "CustomAuthHeaderValue": "secret"}
    shop.put("/integrations/promotion", {"Url": receiver.url, "HashKey": "key"} | header)
    receiver.respond = lambda received: (200, accepted(received, 3))
    return receiver


def accepted(received, amount) -> dict:
    lines = [line["ID"] for line in received.body["LineItems"]]
    entries = [
        {"ID": promotion["ID"], "LineItemID": line, "Amount": amount}
        for promotion in received.body["PromosRequested"]
        for line in (lines if promotion["LineItemLevel"] else [None])
    ]
    return {"HttpStatusCode": 200, "PromosAccepted": entries, "PromosRejected": []}


def test_an_added_promotion_has_the_value_of_the_integration(sally, promote, integration):
    promote("plain")
    promote("off", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/plain")
    assert sally.post(f"/orders/outgoing/{id_}/promotions/off")["Amount"] == 3
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 16
    (call,) = integration.received
    assert call.headers["x-oc-hash"] == signature("key", call.raw)
    assert call.headers["x-auth"] == "secret"
    assert (call.body["Environment"], call.body["Order"]["ID"]) == ("Sandbox", id_)
    assert [line["ProductID"] for line in call.body["LineItems"]] == ["fan"]
    assert [promotion["ID"] for promotion in call.body["PromosApplied"]] == ["plain"]
    assert [promotion["ID"] for promotion in call.body["PromosRequested"]] == ["off"]


def test_the_integration_is_called_only_for_eligible_promotions(sally, promote, integration):
    promote("off", **INTEGRATED, EligibleExpression="order.Subtotal > 100")
    id_ = create_order(sally, ("fan", 1))
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert refused == (400, "Promotion.NotEligible")
    assert integration.received == []


def test_promotions_of_both_kinds_apply_by_themselves_in_one_call(sally, promote, integration):
    promote("plain", AutoApply=True)
    for name in ("a", "b"):
        promote(name, AutoApply=True, **INTEGRATED)
    promote("lines", LineItemLevel=True, AutoApply=True, EligibleExpression="item.Quantity > 0", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1), ("lamp", 1))
    order = sally.post(f"/orders/outgoing/{id_}/applypromotions")
    assert order["PromotionDiscount"] == 1 + 3 + 3 + 2 * 3
    assert len(integration.received) == 1


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ((500, {}), "EvaluationErrorReturned"),
        ((200, {"HttpStatusCode": 500}), "EvaluationErrorReturned"),
        ((200, {"UnhandledErrorBody": "no"}), "EvaluationErrorReturned"),
        ((200, None), "FailedToEvaluate"),
        ((200, [1]), "FailedToEvaluate"),
        ((200, {"PromosAccepted": [1]}), "FailedToEvaluate"),
        ((200, {"PromosAccepted": {"ID": "off"}}), "FailedToEvaluate"),
        ((200, {"PromosAccepted": [{"ID": "off", "Amount": "3"}]}), "FailedToEvaluate"),
        ((200, {"PromosAccepted": [{"ID": "off", "Amount": -3}]}), "FailedToEvaluate"),
        ((200, {"PromosAccepted": [{"ID": "other", "Amount": 3}]}), "PromotionIDMismatch"),
        ((200, {"PromosAccepted": [{"ID": "off", "Amount": 3, "LineItemID": "x"}]}), "LineItemIdMustBeNull"),
        ((200, {"PromosRejected": [{"ID": "off", "Reason": "sold out"}]}), "NotEligible"),
        ((200, {}), "NotEligible"),
    ],
)
def test_a_response_without_a_value_adds_nothing(sally, promote, integration, response, code):
    promote("off", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    integration.respond = lambda received: response
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert refused == (400, f"PromotionIntegration.{code}")
    assert sally.get(f"/orders/outgoing/{id_}")["PromotionDiscount"] == 0


def test_a_value_for_lines_names_its_line(sally, promote, integration):
    promote("off", LineItemLevel=True, EligibleExpression="item.Quantity > 0", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    integration.respond = lambda received: (200, {"PromosAccepted": [{"ID": "off", "Amount": 3}]})
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert refused == (400, "PromotionIntegration.LineItemIdRequired")


def test_a_refresh_keeps_the_values_while_the_integration_fails(sally, promote, integration):
    promote("off", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    integration.respond = lambda received: (500, {})
    sally.post(f"/orders/outgoing/{id_}/refreshpromotions")
    assert sally.get(f"/orders/outgoing/{id_}")["PromotionDiscount"] == 3


def test_a_refresh_takes_new_values_and_removes_what_is_rejected(sally, promote, integration):
    promote("off", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    sally.post(f"{path}/promotions/off")
    integration.respond = lambda received: (200, accepted(received, 5))
    assert sally.post(f"{path}/refreshpromotions") == {"PromosAdded": [], "PromosRemoved": []}
    assert sally.get(path)["PromotionDiscount"] == 5
    rejected = {"PromosRejected": [{"ID": "off", "Reason": "sold out"}]}
    integration.respond = lambda received: (200, rejected)
    (removed,) = sally.post(f"{path}/refreshpromotions")["PromosRemoved"]
    assert (removed["ErrorCode"], removed["Reason"]) == ("PromotionIntegration.NotEligible", "sold out")
    assert sally.get(path)["PromotionDiscount"] == 0


def test_an_integration_without_a_server_adds_nothing(shop, sally, promote, integration):
    promote("off", **INTEGRATED)
    promote("plain", AutoApply=True)
    promote("valued", AutoApply=True, **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    shop.patch("/integrations/promotion", {"Url": "http://127.0.0.1:1/"})
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert refused == (400, "PromotionIntegration.FailedToEvaluate")
    assert sally.post(f"/orders/outgoing/{id_}/applypromotions")["PromotionDiscount"] == 1


def test_the_order_can_be_changed_during_a_call(shop, sally, promote, integration):
    promote("off", **INTEGRATED)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/incoming/{id_}"

    def respond(received):
        shop.patch(path, {"Comments": "meanwhile"})
        return 200, accepted(received, 3)

    integration.respond = respond
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    order = shop.get(path)
    assert (order["Comments"], order["PromotionDiscount"]) == ("meanwhile", 3)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"UseIntegration": True, "ValueExpression": "1"}, "UseIntegrationMustBeFalse"),
        ({"ValueExpression": None}, "ValueExpressionCanBeNullIfUseIntegration"),
    ],
)
def test_a_value_comes_from_an_expression_or_the_integration(shop, integration, values, code):
    body = {"Code": "off", "EligibleExpression": "true"} | values
    assert shop.refused("POST", "/promotions", body) == (400, f"Promotion.{code}")


def test_a_promotion_without_an_expression_requires_the_integration(shop):
    body = {"Code": "off", "EligibleExpression": "true"} | INTEGRATED
    assert shop.refused("POST", "/promotions", body) == (400, "Promotion.ValueExpressionCannotBeNull")


def test_an_integration_in_use_cannot_be_deleted(shop, promote, integration):
    promote("off", **INTEGRATED)
    refused = shop.refused("DELETE", "/integrations/promotion")
    assert refused == (409, "PromotionIntegration.CannotDeletePromotionIntegration")
    shop.delete("/promotions/off")
    shop.delete("/integrations/promotion")
