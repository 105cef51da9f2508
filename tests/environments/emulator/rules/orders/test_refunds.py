"""Payments that refund order returns."""

from tests.environments.emulator.rules.orders.order_helpers import create_order, create_return
from tests.environments.emulator.rules.orders.test_discounts import promote


def test_a_refund_is_negative_and_limited_to_the_refund_amount(shop, sally, bought):
    order, lines = bought
    created = create_return(sally, order, {"LineItemID": lines["fan"], "Quantity": 1})["ID"]
    path = f"/orders/incoming/{order}/payments"
    refund = {"Type": "PurchaseOrder", "OrderReturnID": created}
    too_much = (400, "OrderReturn.TotalRefundsExceedRefundAmount")
    assert shop.refused("POST", path, refund | {"Amount": -900}) == too_much
    positive = (400, "OrderReturn.PaymentValueMustBeNegative")
    assert shop.refused("POST", path, refund | {"Amount": 5}) == positive
    assert shop.refused("POST", path, refund) == positive
    shop.post(path, refund | {"ID": "part", "Amount": -15})
    assert shop.refused("POST", path, refund | {"Amount": -5.01}) == too_much
    assert shop.refused("PATCH", f"{path}/part", {"Amount": -20.01}) == too_much
    assert shop.patch(f"{path}/part", {"Amount": -20})["Amount"] == -20
    assert shop.patch(f"{path}/part", {"Amount": 0})["Amount"] == 0


def test_a_return_is_refunded_on_its_own_order(shop, sally, bought):
    order, lines = bought
    created = create_return(sally, order, {"LineItemID": lines["fan"], "Quantity": 1})["ID"]
    other = create_order(sally, ("fan", 1))
    body = {"Type": "PurchaseOrder", "OrderReturnID": created, "Amount": -5}
    assert shop.refused("POST", f"/orders/incoming/{other}/payments", body) == (404, "NotFound")


def test_all_refunds_together_do_not_exceed_the_total_of_the_order(shop, bought):
    order, _ = bought
    returns = [create_return(shop, order, RefundAmount=60)["ID"] for _ in "12"]
    path = f"/orders/incoming/{order}/payments"
    bodies = [{"Type": "PurchaseOrder", "OrderReturnID": id_, "Amount": -60} for id_ in returns]
    shop.post(path, bodies[0])
    refused = (400, "OrderReturn.TotalRefundsExceedRefundAmount")
    assert shop.refused("POST", path, bodies[1]) == refused
    shop.post(path, bodies[1] | {"Amount": -5})


def test_a_return_that_is_refunded_in_full_is_completed(shop, sally, bought):
    order, lines = bought
    created = create_return(sally, order, {"LineItemID": lines["fan"], "Quantity": 2})["ID"]
    assert sally.post(f"/orderreturns/{created}/submit")["Status"] == "Open"
    path = f"/orders/incoming/{order}/payments"
    refund = {"Type": "PurchaseOrder", "OrderReturnID": created}
    shop.post(path, refund | {"ID": "a", "Amount": -15.5})
    assert shop.get(f"/orderreturns/{created}")["Status"] == "Open"
    shop.post(path, refund | {"ID": "b", "Amount": -24.5})
    done = shop.get(f"/orderreturns/{created}")
    assert (done["Status"], bool(done["DateCompleted"]), done["PaymentIDs"]) == (
        "Completed",
        True,
        ["a", "b"],
    )


def test_the_share_of_a_line_that_is_refunded_has_two_decimals(shop, sally):
    shop.patch("/products/fan", {"Returnable": True})
    promote(shop, "off", "item.ProductID = 'fan'", "10", LineItemLevel=True)
    id_ = create_order(sally, ("fan", 3))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.post(f"/orders/incoming/{id_}/ship", {})
    (line,) = sally.ids(f"/orders/outgoing/{id_}/lineitems")
    created = create_return(sally, id_, {"LineItemID": line, "Quantity": 1})
    assert (created["ItemsToReturn"][0]["RefundAmount"], created["RefundAmount"]) == (16.67, 16.67)


def test_what_a_return_refunds_has_two_decimals(shop, bought):
    order, lines = bought
    item = {"LineItemID": lines["fan"], "Quantity": 1, "RefundAmount": 4.995}
    created = create_return(shop, order, item, RefundAmount=4.335)
    assert (created["ItemsToReturn"][0]["RefundAmount"], created["RefundAmount"]) == (5, 4.34)
    changed = shop.patch(f"/orderreturns/{created['ID']}", {"RefundAmount": 3.333})
    assert changed["RefundAmount"] == 3.33
