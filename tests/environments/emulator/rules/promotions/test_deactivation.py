"""Promotions that are deactivated while orders have them."""

from tests.environments.emulator.rules.orders.order_helpers import create_order


def test_a_deactivated_promotion_leaves_unsubmitted_orders_only(shop, sally, promote):
    promote("off")
    promote("off2")
    waiting, submitted = create_order(sally, ("fan", 1)), create_order(sally, ("fan", 1))
    for id_ in (waiting, submitted):
        for code in ("off", "off2"):
            sally.post(f"/orders/outgoing/{id_}/promotions/{code}")
    sally.post(f"/orders/outgoing/{submitted}/submit")
    shop.patch("/promotions/off", {"Active": False})
    assert sally.get(f"/orders/outgoing/{waiting}")["PromotionDiscount"] == 1
    assert [row["ID"] for row in sally.items(f"/orders/outgoing/{waiting}/promotions")] == ["off2"]
    assert sally.get(f"/orders/outgoing/{submitted}")["PromotionDiscount"] == 2


def test_a_promotion_can_be_activated_again(shop, sally, promote):
    promote("off", Active=False)
    shop.patch("/promotions/off", {"Active": True})
    id_ = create_order(sally, ("fan", 1))
    assert sally.post(f"/orders/outgoing/{id_}/promotions/off")["Amount"] == 1
