"""Order returns."""

import pytest

from tests.environments.emulator.orders.placing import order_of


@pytest.fixture
def bought(shop, sally):
    """A submitted order of three returnable fans and a lamp."""
    shop.patch("/products/fan", {"Returnable": True})
    id_ = order_of(sally, ("fan", 3), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems")
    return id_, {line["ProductID"]: line["ID"] for line in lines}


def test_a_return_reckons_what_is_paid_back(sally, bought):
    order, lines = bought
    items = [{"LineItemID": lines["fan"], "Quantity": 2}]
    made = sally.post("/orderreturns", {"OrderID": order, "ItemsToReturn": items})
    assert (made["Status"], made["RefundAmount"]) == ("Unsubmitted", 40)
    assert made["ItemsToReturn"][0]["RefundAmount"] == 40
    emptied = sally.call("DELETE", f"/orderreturns/{made['ID']}/items/{lines['fan']}")
    assert (emptied.status_code, emptied.json()["RefundAmount"]) == (200, 0)
    assert sally.refused("POST", f"/orderreturns/{made['ID']}/submit")[0] == 400


@pytest.mark.parametrize(("product", "quantity"), [("fan", 4), ("fan", 0), ("lamp", 1)])
def test_more_than_was_bought_or_what_is_not_returnable_is_refused(sally, bought, product, quantity):
    order, lines = bought
    body = {"OrderID": order, "ItemsToReturn": [{"LineItemID": lines[product], "Quantity": quantity}]}
    assert sally.refused("POST", "/orderreturns", body)[0] == 400


def test_an_unsubmitted_order_is_not_returned(sally):
    assert sally.refused("POST", "/orderreturns", {"OrderID": order_of(sally)}) == (
        400,
        "OrderReturn.OrderNotSubmitted",
    )


def test_a_return_that_meets_a_rule_waits_for_the_seller(shop, sally, bought):
    order, lines = bought
    shop.post("/usergroups", {"ID": "desk", "Name": "Desk"})
    rule = {"ApprovalType": "OrderReturn", "ApprovingGroupID": "desk", "RuleExpression": "true"}
    shop.post("/approvalrules", {"ID": "r"} | rule)
    body = {"OrderID": order, "ItemsToReturn": [{"LineItemID": lines["fan"], "Quantity": 1}]}
    first, second = (sally.post("/orderreturns", body)["ID"] for _ in "12")
    for id_ in (first, second):
        assert sally.post(f"/orderreturns/{id_}/submit")["Status"] == "AwaitingApproval"
    assert sorted(shop.ids("/orderreturns", approvable="true")) == sorted([first, second])
    assert shop.items(f"/orderreturns/{first}/approvals")[0]["ApprovalRuleID"] == "r"
    assert shop.post(f"/orderreturns/{first}/approve", {"Comments": "ok"})["Status"] == "Open"
    assert shop.post(f"/orderreturns/{second}/decline", {})["Status"] == "Declined"
    assert shop.post(f"/orderreturns/{first}/cancel")["Status"] == "Canceled"
    assert shop.refused("POST", f"/orderreturns/{first}/complete")[0] == 400


def test_rules_of_returns_look_at_dates_amounts_and_items(shop, sally, bought):
    order, lines = bought
    shop.post(f"/orders/incoming/{order}/complete")
    shop.post("/usergroups", {"ID": "desk", "Name": "Desk"})
    rules = {
        "late": "Order.DateCompleted < now(-30)",
        "soon": "Order.DateCompleted > now(-30) and order.DateCompleted < now()",
        "dear": "orderreturn.RefundAmount >= 40",
        "many": "orderreturn.ItemsToReturn.quantity() > 2",
        "fans": "items.any(ProductID = 'f*' and Product.Returnable = true)",
        "last": "order.approved('soon')",
    }
    for id_, expression in rules.items():
        rule = {"ApprovalType": "OrderReturn", "ApprovingGroupID": "desk", "RuleExpression": expression}
        shop.post("/approvalrules", {"ID": id_} | rule)
    items = [{"LineItemID": lines["fan"], "Quantity": 2}]
    path = f"/orderreturns/{sally.post('/orderreturns', {'OrderID': order, 'ItemsToReturn': items})['ID']}"
    assert sally.post(f"{path}/submit")["Status"] == "AwaitingApproval"
    approvals = shop.items(f"{path}/approvals")
    assert {approval["ApprovalRuleID"] for approval in approvals} == {"soon", "dear", "fans"}
    assert shop.post(f"{path}/approve", {})["Status"] == "AwaitingApproval"
    pending = [a["ApprovalRuleID"] for a in shop.items(f"{path}/approvals") if a["Status"] == "Pending"]
    assert pending == ["last"]
    assert shop.post(f"{path}/approve", {})["Status"] == "Open"


def test_payments_of_a_return_may_be_negative_and_are_listed_with_it(shop, sally, bought):
    order, lines = bought
    body = {"OrderID": order, "ItemsToReturn": [{"LineItemID": lines["fan"], "Quantity": 1}]}
    made = sally.post("/orderreturns", body)["ID"]
    path = f"/orders/incoming/{order}/payments"
    refund = {"ID": "back", "Type": "PurchaseOrder", "Amount": -20}
    assert shop.refused("POST", path, refund) == (400, "ValidationFailure")
    shop.post(path, refund | {"OrderReturnID": made})
    assert shop.get(f"/orderreturns/{made}")["PaymentIDs"] == ["back"]


def test_a_return_is_seen_by_who_sees_its_order(shop, sally, anton, bought):
    order, _ = bought
    sally.post("/orderreturns", {"ID": "r", "OrderID": order})
    assert sally.ids("/orderreturns") == ["r"]
    assert anton.ids("/orderreturns") == []
    assert anton.refused("GET", "/orderreturns/r") == (404, "NotFound")
