"""Orders under strain: expressions that ask for what is not there, and many who submit at once."""

import threading

import pytest

from tests.environments.emulator.rules.orders.order_helpers import order_of


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
def test_an_expression_that_comes_to_nothing_takes_nothing_off(shop, sally, expression):
    body = {"ID": "off", "Code": "off", "AllowAllBuyers": True, "EligibleExpression": "true"}
    shop.post("/promotions", body | {"ValueExpression": expression})
    id_ = order_of(sally, ("fan", 1), xp={"List": ["a", {"b": 1}, 3], "Text": "t"})
    answer = sally.call("POST", f"/orders/outgoing/{id_}/promotions/off")
    assert answer.status_code in (201, 400), answer.text
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] <= 20


def test_an_order_that_is_submitted_many_times_at_once_is_submitted_once(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 9}})
    path = f"/orders/outgoing/{order_of(sally, ('fan', 2))}/submit"
    statuses = []
    threads = [
        threading.Thread(target=lambda: statuses.append(sally.call("POST", path).status_code))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [400] * 5
    assert shop.get("/products/fan")["Inventory"]["QuantityAvailable"] == 7


def test_a_submission_that_is_refused_changes_nothing(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    shop.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "chiefs", "RuleExpression": "true"})
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    path = f"/orders/outgoing/{id_}"
    before = sally.get(path)
    assert sally.refused("POST", f"{path}/submit") == (400, "Inventory.Insufficient")
    assert sally.get(path) == before
    assert sally.items(f"{path}/approvals") == []


def test_all_that_keeps_an_order_back_is_told_at_once(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    shop.post("/buyers/acme/creditcards", {"ID": "card"})
    id_ = order_of(sally, ("fan", 2))
    path = f"/orders/outgoing/{id_}"
    sally.post(f"{path}/payments", {"Type": "CreditCard", "CreditCardID": "card"})
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    errors = sally.call("POST", f"{path}/validate").json()["Errors"]
    assert {error["ErrorCode"] for error in errors} == {
        "Inventory.Insufficient",
        "Order.CannotSubmitWithUnaccceptedPayments",
    }


@pytest.mark.parametrize(
    ("search_type", "search", "expected"),
    [
        (None, "fan south", 2),
        ("AllTermsAnyField", "fan north", 1),
        ("AllTermsSameField", "fan north", 0),
        ("ExactPhrase", "fa", 0),
        ("ExactPhrasePrefix", "fa", 1),
    ],
)
def test_line_items_across_orders_are_searched_as_other_lists_are(shop, sally, search_type, search, expected):
    id_ = order_of(sally)
    for line, product in (("north", "fan"), ("south", "lamp")):
        body = {"ID": line, "ProductID": product, "Quantity": 1}
        sally.post(f"/orders/outgoing/{id_}/lineitems", body)
    sally.post(f"/orders/outgoing/{id_}/submit")
    found = shop.get("/lineitems/incoming", searchType=search_type, search=search)
    assert found["Meta"]["TotalCount"] == expected
