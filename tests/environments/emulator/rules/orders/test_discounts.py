"""Discounts of promotions, and orders that are not eligible."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


def promote(api, id_: str, eligible: str, value: str, **more) -> None:
    body = {"ID": id_, "Code": id_, "EligibleExpression": eligible, "ValueExpression": value}
    api.post("/promotions", body | {"AllowAllBuyers": True} | more)


@pytest.mark.parametrize(
    ("eligible", "value", "discount"),
    [
        ("order.Subtotal > 10", "order.Subtotal * 0.1", 4.5),
        ("items.any(ProductID = 'FAN')", "min(items.total(), 5)", 5),
        ("items.quantity(ProductID = 'fan') >= 2 and not order.xp.No = true", "items.count()", 2),
        ("items.all(Quantity > 0) or false", "1000", 45),
        ("order.Comments <> 'x' and (1 + 2) * 3 - 9 = 0", "round(10 / 3, 1)", 3.3),
        ("true", "10 / 3", 3.33),
    ],
)
def test_a_promotion_discounts_the_value_of_its_expression(shop, sally, eligible, value, discount):
    promote(shop, "off", eligible, value)
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    applied = sally.post(f"/orders/outgoing/{id_}/promotions/OFF")
    assert applied["Amount"] == discount
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["PromotionDiscount"], order["Total"]) == (discount, 45 - discount)


def test_a_line_item_promotion_discounts_each_eligible_line(shop, sally):
    promote(shop, "off", "item.ProductID = 'fan'", "item.Quantity * 3", LineItemLevel=True)
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    (fan, lamp) = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert (fan["PromotionDiscount"], fan["LineTotal"], lamp["PromotionDiscount"]) == (6, 34, 0)
    assert sally.items(f"/orders/outgoing/{id_}/promotions")[0]["LineItemID"] == fan["ID"]


def test_line_discounts_have_two_decimals(shop, sally):
    promote(shop, "off", "item.Quantity > 0", "10 / 3", LineItemLevel=True)
    id_ = create_order(sally, ("fan", 1), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert [(line["PromotionDiscount"], line["LineTotal"]) for line in lines] == [(3.33, 16.67), (3.33, 1.67)]
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 18.34


def test_a_promotion_is_recalculated_when_the_order_changes(shop, sally):
    promote(shop, "off", "order.Subtotal > 10", "order.Subtotal * 0.1")
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    sally.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 36
    removed = sally.call("DELETE", f"/orders/outgoing/{id_}/promotions/off")
    assert (removed.status_code, removed.json()["Total"]) == (200, 40)
    assert sally.refused("DELETE", f"/orders/outgoing/{id_}/promotions/off") == (404, "NotFound")


def test_an_ineligible_promotion_is_rejected(shop, sally):
    promote(shop, "dear", "order.Subtotal > 1000", "1")
    promote(shop, "past", "true", "1", ExpirationDate="2020-01-01")
    promote(shop, "later", "true", "1", StartDate="2100-01-01")
    promote(shop, "closed", "true", "1", AllowAllBuyers=False)
    promote(shop, "alone", "true", "1")
    promote(shop, "other", "true", "1", CanCombine=True)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/promotions"
    assert sally.refused("POST", f"{path}/none") == (404, "NotFound")
    assert sally.refused("POST", f"{path}/closed") == (404, "NotFound")
    assert sally.refused("POST", f"{path}/dear") == (400, "Promotion.NotEligible")
    assert sally.refused("POST", f"{path}/past") == (400, "Promotion.Expired")
    assert sally.refused("POST", f"{path}/later") == (400, "Promotion.NotYetValid")
    sally.post(f"{path}/alone")
    assert sally.refused("POST", f"{path}/alone") == (409, "Promotion.AlreadyAdded")
    assert sally.refused("POST", f"{path}/other") == (400, "Promotion.CannotCombine")


def test_redemptions_are_counted_when_the_order_is_submitted_and_limited(shop, sally):
    promote(shop, "once", "true", "1", RedemptionLimitPerUser=1)
    first, second = create_order(sally, ("fan", 1)), create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{first}/promotions/once")
    assert shop.get("/promotions/once")["RedemptionCount"] == 0
    sally.post(f"/orders/outgoing/{first}/submit")
    assert shop.get("/promotions/once")["RedemptionCount"] == 1
    assert sally.refused("POST", f"/orders/outgoing/{second}/promotions/once") == (
        400,
        "Promotion.ExceedsUsageLimit",
    )


@pytest.mark.parametrize(
    "expression",
    [
        "max(order.xp.List, 1)",
        "order.xp.List * 2",
        "order.xp.List.a.b",
        "order.xp.Text - 1",
        "max('a', 1)",
        "round(1, 999999999)",
        "1 / 0",
        "1 % 0",
        "9" * 300 + " * 10",
        "-" + "9" * 300,
        "1" + " + 1" * 90,
    ],
)
def test_an_expression_of_zero_discounts_nothing(shop, sally, expression):
    body = {"ID": "off", "Code": "off", "AllowAllBuyers": True, "EligibleExpression": "true"}
    shop.post("/promotions", body | {"ValueExpression": expression})
    id_ = create_order(sally, ("fan", 1), xp={"List": ["a", {"b": 1}, 3], "Text": "t"})
    response = sally.call("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert response.status_code in (201, 400), response.text
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] <= 20
