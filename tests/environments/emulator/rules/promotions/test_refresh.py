"""Refreshing the promotions of an order, and the promotions that this adds and removes."""

from tests.environments.emulator.rules.orders.order_helpers import create_order


def removed(changes: dict) -> list[tuple]:
    return [(promotion["ID"], promotion["ErrorCode"]) for promotion in changes["PromosRemoved"]]


def test_a_refresh_adds_and_removes_promotions_and_computes_the_others(shop, sally, promote):
    promote("tenth", ValueExpression="order.Subtotal * 0.1")
    promote("small", EligibleExpression="order.Subtotal < 30")
    promote("large", EligibleExpression="order.Subtotal > 30", AutoApply=True)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    for code in ("tenth", "small"):
        sally.post(f"{path}/promotions/{code}")
    sally.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})
    changes = sally.post(f"{path}/refreshpromotions")
    assert [(added["ID"], added["Amount"]) for added in changes["PromosAdded"]] == [("large", 1)]
    assert removed(changes) == [("small", "Promotion.NotEligible")]
    assert changes["PromosRemoved"][0]["Reason"]
    assert sally.get(path)["PromotionDiscount"] == 5
    assert sally.post(f"{path}/refreshpromotions") == {"PromosAdded": [], "PromosRemoved": []}


def test_of_promotions_that_cannot_be_combined_any_more_the_first_by_priority_stays(shop, sally, promote):
    promote("second", Priority=2)
    promote("first", Priority=1)
    id_ = create_order(sally, ("fan", 1))
    for code in ("second", "first"):
        sally.post(f"/orders/outgoing/{id_}/promotions/{code}")
    shop.patch("/promotions/first", {"CanCombine": False})
    changes = sally.post(f"/orders/outgoing/{id_}/refreshpromotions")
    assert removed(changes) == [("second", "Promotion.CannotCombine")]


def test_a_refresh_removes_ended_deleted_and_withdrawn_promotions(shop, sally, promote):
    for name in ("ended", "deleted", "withdrawn"):
        promote(name)
    id_ = create_order(sally, ("fan", 1))
    for name in ("ended", "deleted", "withdrawn"):
        sally.post(f"/orders/outgoing/{id_}/promotions/{name}")
    shop.patch("/promotions/ended", {"ExpirationDate": "2020-01-01T00:00:00Z"})
    shop.delete("/promotions/deleted")
    shop.patch("/promotions/withdrawn", {"AllowAllBuyers": False})
    changes = sally.post(f"/orders/outgoing/{id_}/refreshpromotions")
    assert dict(removed(changes)) == {
        "ended": "Promotion.Expired",
        "deleted": "NotFound",
        "withdrawn": "Promotion.NotEligible",
    }
    assert sally.get(f"/orders/outgoing/{id_}")["PromotionDiscount"] == 0


def test_a_refresh_applies_a_promotion_for_lines_to_new_ones(shop, sally, promote):
    promote("off", LineItemLevel=True, EligibleExpression="item.Quantity > 0")
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    line = sally.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": "lamp", "Quantity": 1})["ID"]
    changes = sally.post(f"/orders/outgoing/{id_}/refreshpromotions")
    assert [added["LineItemID"] for added in changes["PromosAdded"]] == [line]
