"""Repeated orders."""

from tests.environments.emulator.rules.orders.order_helpers import create_order


def test_a_repeated_order_has_the_items_at_todays_prices(shop, sally, submitted):
    shop.patch("/priceschedules/fan", {"PriceBreaks": [{"Quantity": 1, "Price": 30}]})
    repeated = sally.post(f"/orders/outgoing/{submitted[0]}/repeat", {"Comments": "as before"})
    order = repeated["Order"]
    assert repeated["UnavailableItems"] == []
    assert (order["Status"], order["Comments"], order["Subtotal"]) == ("Unsubmitted", "as before", 95)
    assert order["ID"] != submitted[0]
    assert sally.post(f"/orders/outgoing/{order['ID']}/submit")["Status"] == "Open"


def test_items_that_cannot_be_bought_any_more_are_left_out(shop, sally, submitted):
    shop.patch("/products/fan", {"Active": False})
    repeated = sally.post(f"/orders/outgoing/{submitted[0]}/repeat")
    (unavailable,) = repeated["UnavailableItems"]
    assert (unavailable["ProductID"], unavailable["Error"]["ErrorCode"]) == ("fan", "NotFound")
    lines = sally.items(f"/orders/outgoing/{repeated['Order']['ID']}/lineitems")
    assert [line["ProductID"] for line in lines] == ["lamp"]


def test_the_seller_repeats_an_order_for_its_user(shop, submitted):
    order = shop.post(f"/orders/incoming/{submitted[0]}/repeat", {})["Order"]
    assert (order["FromCompanyID"], order["FromUserID"], order["LineItemCount"]) == ("acme", "sally", 2)


def test_only_a_submitted_order_can_be_repeated(sally):
    id_ = create_order(sally, ("fan", 1))
    refused = sally.refused("POST", f"/orders/outgoing/{id_}/repeat", {})
    assert refused == (400, "Order.AllowedOnSubmittedOnly")
