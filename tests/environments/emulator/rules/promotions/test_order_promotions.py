"""Promotions that apply by themselves, and those that an order is eligible for."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


def applied(sally, id_: str) -> list[str]:
    return [promotion["ID"] for promotion in sally.items(f"/orders/outgoing/{id_}/promotions")]


def test_promotions_apply_by_themselves_in_the_order_of_their_priority(sally, promote):
    for name, priority in (("none", None), ("second", 2), ("first", 1)):
        promote(name, AutoApply=True, Priority=priority)
    promote("manual")
    promote("other", AutoApply=True, EligibleExpression="order.Subtotal > 100")
    id_ = create_order(sally, ("fan", 1))
    order = sally.post(f"/orders/outgoing/{id_}/applypromotions")
    assert (order["PromotionDiscount"], order["Total"]) == (3, 17)
    assert applied(sally, id_) == ["first", "second", "none"]


def test_a_promotion_that_cannot_be_combined_applies_alone_if_it_comes_first(sally, promote):
    promote("alone", AutoApply=True, CanCombine=False, Priority=1)
    promote("other", AutoApply=True, Priority=2)
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/applypromotions")
    assert applied(sally, id_) == ["alone"]


def test_applying_promotions_twice_adds_none_twice(sally, promote):
    promote("off", AutoApply=True)
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/applypromotions")
    assert sally.post(f"/orders/outgoing/{id_}/applypromotions")["PromotionDiscount"] == 1


@pytest.mark.parametrize("verb", ["applypromotions", "refreshpromotions"])
def test_promotions_are_not_applied_to_an_open_order(sally, promote, verb):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/{verb}")
    assert refused == (400, "Order.CannotApplyPromoBadStatus")


def test_eligible_promotions_have_the_amount_that_they_would_take_off(sally, promote):
    promote("tenth", ValueExpression="order.Subtotal * 0.1")
    promote("lines", LineItemLevel=True, EligibleExpression="item.Quantity > 0", ValueExpression="2")
    promote("dear", EligibleExpression="order.Subtotal > 100")
    promote("private", AllowAllBuyers=False)
    promote("later", StartDate="2100-01-01T00:00:00Z")
    promote("applied")
    id_ = create_order(sally, ("fan", 1), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/applied")
    eligible = sally.items(f"/orders/outgoing/{id_}/eligiblepromotions")
    assert {promotion["ID"]: promotion["Amount"] for promotion in eligible} == {"tenth": 2.5, "lines": 4}


def test_an_inactive_promotion_is_not_usable(shop, sally, promote):
    promote("off", Active=False, AutoApply=True)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("POST", f"{path}/promotions/off") == (400, "Promotion.NotActive")
    assert sally.post(f"{path}/applypromotions")["PromotionDiscount"] == 0
    assert sally.items(f"{path}/eligiblepromotions") == []
    assert sally.items("/me/promotions") == []
    assert shop.get("/promotions/off")["Active"] is False


def test_an_applied_promotion_has_the_date_when_it_was_applied(sally, promote):
    promote("off")
    id_ = create_order(sally, ("fan", 1))
    promotion = sally.post(f"/orders/outgoing/{id_}/promotions/off")
    assert promotion["DateApplied"]
    assert promotion["AmountOverridden"] is False


def test_the_cart_applies_and_refreshes_promotions(sally, promote):
    promote("off", AutoApply=True)
    sally.post("/cart/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert [promotion["ID"] for promotion in sally.items("/cart/eligiblepromotions")] == ["off"]
    assert sally.post("/cart/applypromotions")["PromotionDiscount"] == 1
    assert sally.post("/cart/refreshpromotions") == {"PromosAdded": [], "PromosRemoved": []}


def test_an_older_version_has_promotions_as_before(shop, sally, promote, control, marketplace):
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"}).raise_for_status()
    body = {"Code": "off", "EligibleExpression": "true", "AllowAllBuyers": True}
    assert shop.refused("POST", "/promotions", body) == (400, "RequiredField")
    shop.post("/promotions", body | {"ValueExpression": "1"})
    id_ = create_order(sally, ("fan", 1))
    applied = sally.post(f"/orders/outgoing/{id_}/promotions/off")
    assert applied["Amount"] == 1
    assert "DateApplied" not in applied
    assert sally.call("POST", f"/orders/outgoing/{id_}/applypromotions").status_code == 404
