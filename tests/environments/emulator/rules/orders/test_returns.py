"""Order returns."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order, create_return
from tests.environments.emulator.users import create_open_client, signed_in_user


def test_a_return_calculates_its_refund(sally, bought):
    order, lines = bought
    items = [{"LineItemID": lines["fan"], "Quantity": 2}]
    created = sally.post("/orderreturns", {"OrderID": order, "ItemsToReturn": items})
    assert (created["Status"], created["RefundAmount"]) == ("Unsubmitted", 40)
    assert created["ItemsToReturn"][0]["RefundAmount"] == 40
    emptied = sally.call("DELETE", f"/orderreturns/{created['ID']}/items/{lines['fan']}")
    assert (emptied.status_code, emptied.json()["RefundAmount"]) == (200, 0)
    assert sally.refused("POST", f"/orderreturns/{created['ID']}/submit")[0] == 400


@pytest.mark.parametrize(("product", "quantity"), [("fan", 4), ("fan", 0), ("lamp", 1)])
def test_returns_above_the_quantity_or_of_other_products_are_rejected(sally, bought, product, quantity):
    order, lines = bought
    body = {"OrderID": order, "ItemsToReturn": [{"LineItemID": lines[product], "Quantity": quantity}]}
    assert sally.refused("POST", "/orderreturns", body)[0] == 400


def test_an_unsubmitted_order_is_not_returned(sally):
    assert sally.refused("POST", "/orderreturns", {"OrderID": create_order(sally)}) == (
        400,
        "OrderReturn.OrderNotSubmitted",
    )


def test_a_return_that_matches_a_rule_waits_for_the_seller(shop, sally, bought):
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


def test_only_the_approving_groups_approve_a_return(shop, client, sally, bought):
    order, lines = bought
    for group in ("desk", "money"):
        shop.post("/usergroups", {"ID": group, "Name": group})
        rule = {"ApprovalType": "OrderReturn", "ApprovingGroupID": group, "RuleExpression": "true"}
        shop.post("/approvalrules", {"ID": group} | rule)
    people = {
        name: signed_in_user(shop, "/adminusers", name, ["OrderAdmin"], client)
        for name in ("dina", "mona", "otto")
    }
    for group, name in (("desk", "dina"), ("money", "mona")):
        shop.post("/usergroups/assignments", {"UserGroupID": group, "UserID": name})
    items = [{"LineItemID": lines["fan"], "Quantity": 1}]
    path = f"/orderreturns/{sally.post('/orderreturns', {'OrderID': order, 'ItemsToReturn': items})['ID']}"
    sally.post(f"{path}/submit")
    assert sorted(shop.ids(f"{path}/eligibleapprovers")) == ["dina", "mona"]
    for action in ("approve", "decline"):
        refused = people["otto"].refused("POST", f"{path}/{action}", {})
        assert refused == (400, "Order.NotEligibleToApprove")
    assert people["dina"].post(f"{path}/approve", {})["Status"] == "AwaitingApproval"
    assert shop.ids(f"{path}/eligibleapprovers") == ["mona"]
    assert people["dina"].refused("POST", f"{path}/approve", {}) == (400, "Order.NotEligibleToApprove")
    assert people["mona"].post(f"{path}/approve", {})["Status"] == "Open"
    approvers = {a["ApprovalRuleID"]: a["Approver"]["ID"] for a in shop.items(f"{path}/approvals")}
    assert approvers == {"desk": "dina", "money": "mona"}


def test_a_return_rule_of_a_supplier_is_approved_by_its_users(shop, client, sally):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True, "AllBuyersCanOrder": True})
    shop.patch("/products/fan", {"Returnable": True})
    sol = signed_in_user(shop, "/suppliers/mill/users", "sol", ["OrderAdmin"], client, SupplierID="mill")
    shop.post("/suppliers/mill/usergroups", {"ID": "desk", "Name": "Desk"})
    shop.post("/suppliers/mill/usergroups/assignments", {"UserGroupID": "desk", "UserID": "sol"})
    rule = {"ApprovalType": "OrderReturn", "ApprovingGroupID": "desk", "RuleExpression": "true"}
    shop.post("/approvalrules", {"ID": "r", "OwnerID": "mill"} | rule)
    shop.post("/usergroups", {"ID": "desk", "Name": "A namesake at the seller"})
    dina = signed_in_user(shop, "/adminusers", "dina", ["OrderAdmin"], client)
    shop.post("/usergroups/assignments", {"UserGroupID": "desk", "UserID": "dina"})
    id_ = create_order(sally, ("fan", 1), ToCompanyID="mill")
    sally.post(f"/orders/outgoing/{id_}/submit")
    sol.post(f"/orders/incoming/{id_}/ship", {})
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    body = {"OrderID": id_, "ItemsToReturn": [{"LineItemID": line["ID"], "Quantity": 1}]}
    path = f"/orderreturns/{sally.post('/orderreturns', body)['ID']}"
    sally.post(f"{path}/submit")
    assert shop.ids(f"{path}/eligibleapprovers") == ["sol"]
    assert dina.refused("POST", f"{path}/approve", {}) == (400, "Order.NotEligibleToApprove")
    assert sol.post(f"{path}/approve", {})["Status"] == "Open"


def test_return_rules_can_use_dates_amounts_and_items(shop, sally, bought):
    order, lines = bought
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
    created = sally.post("/orderreturns", body)["ID"]
    path = f"/orders/incoming/{order}/payments"
    refund = {"ID": "back", "Type": "PurchaseOrder", "Amount": -20}
    assert shop.refused("POST", path, refund) == (400, "ValidationFailure")
    shop.post(path, refund | {"OrderReturnID": created})
    assert shop.get(f"/orderreturns/{created}")["PaymentIDs"] == ["back"]
    assert shop.get(f"/orderreturns/{created}")["Status"] == "Unsubmitted"


# returnable items


def test_shipped_items_of_an_open_order_can_be_returned(shop, sally, submitted):
    order, lines = submitted
    item = {"LineItemID": lines["fan"], "Quantity": 1}
    body = {"OrderID": order, "ItemsToReturn": [item]}
    refused = (400, "OrderReturn.ItemQuantityExceeded")
    assert sally.refused("POST", "/orderreturns", body) == refused
    shipment = shop.post("/shipments", {"BuyerID": "acme"})["ID"]
    part = {"OrderID": order, "LineItemID": lines["fan"], "QuantityShipped": 2}
    shop.post(f"/shipments/{shipment}/items", part)
    assert create_return(sally, order, item | {"Quantity": 2})["RefundAmount"] == 40
    assert sally.refused("POST", "/orderreturns", body) == refused


def test_a_return_item_without_a_quantity_returns_the_rest(sally, bought):
    order, lines = bought
    first = create_return(sally, order, {"LineItemID": lines["fan"], "Quantity": 1})
    rest = create_return(sally, order, {"LineItemID": lines["fan"]})
    assert (rest["ItemsToReturn"][0]["Quantity"], rest["RefundAmount"]) == (2, 40)
    body = {"OrderID": order, "ItemsToReturn": [{"LineItemID": lines["fan"], "Quantity": None}]}
    assert sally.refused("POST", "/orderreturns", body) == (400, "OrderReturn.ItemQuantityExceeded")
    sally.post(f"/orderreturns/{first['ID']}/submit")
    sally.post(f"/orderreturns/{first['ID']}/cancel")
    assert sally.post("/orderreturns", body)["ItemsToReturn"][0]["Quantity"] == 1


def test_items_of_a_declined_return_can_be_returned(shop, sally, bought):
    order, lines = bought
    shop.post("/usergroups", {"ID": "desk", "Name": "Desk"})
    rule = {"ApprovalType": "OrderReturn", "ApprovingGroupID": "desk", "RuleExpression": "true"}
    shop.post("/approvalrules", rule)
    all_of_it = {"LineItemID": lines["fan"], "Quantity": 3}
    path = f"/orderreturns/{create_return(sally, order, all_of_it)['ID']}"
    sally.post(f"{path}/submit")
    assert shop.post(f"{path}/decline", {})["Status"] == "Declined"
    assert create_return(sally, order, all_of_it)["RefundAmount"] == 60


def test_order_admins_can_return_products_that_are_not_returnable(shop, sally, bought):
    order, lines = bought
    item = {"LineItemID": lines["lamp"], "Quantity": 1}
    body = {"OrderID": order, "ItemsToReturn": [item]}
    refused = (400, "OrderReturn.ProductNotEligibleToReturn")
    assert sally.refused("POST", "/orderreturns", body) == refused
    assert create_return(shop, order, item)["RefundAmount"] == 5


def test_a_refund_without_a_return_requires_an_amount(shop, sally, bought):
    order, lines = bought
    item = {"LineItemID": lines["fan"], "Quantity": 0}
    order_return = {"OrderID": order, "ItemsToReturn": [item | {"RefundAmount": 5}]}
    assert sally.refused("POST", "/orderreturns", order_return) == (400, "OrderReturn.ItemQuantityExceeded")
    assert shop.refused("POST", "/orderreturns", {"OrderID": order, "ItemsToReturn": [item]})[0] == 400
    damaged = create_return(shop, order, item | {"RefundAmount": 4.499})
    assert (damaged["ItemsToReturn"][0]["Quantity"], damaged["RefundAmount"]) == (0, 4.5)
    assert shop.post(f"/orderreturns/{damaged['ID']}/submit")["Status"] == "Open"
    shipping = create_return(shop, order, RefundAmount=3)
    assert shop.post(f"/orderreturns/{shipping['ID']}/submit")["Status"] == "Open"
    assert len(create_return(sally, order, {"LineItemID": lines["fan"], "Quantity": 3})["ItemsToReturn"]) == 1


def test_the_refund_of_a_shopper_is_calculated(sally, bought):
    order, lines = bought
    item = {"LineItemID": lines["fan"], "Quantity": 1, "RefundAmount": 50}
    created = create_return(sally, order, item, RefundAmount=60)
    assert (created["ItemsToReturn"][0]["RefundAmount"], created["RefundAmount"]) == (20, 20)


def test_refunds_are_not_negative(shop, bought):
    order, lines = bought
    refused = (400, "OrderReturn.RefundAmountMustNotBeNegative")
    assert shop.refused("POST", "/orderreturns", {"OrderID": order, "RefundAmount": -1}) == refused
    item = {"LineItemID": lines["fan"], "Quantity": 1, "RefundAmount": -1}
    body = {"OrderID": order, "ItemsToReturn": [item], "RefundAmount": 5}
    assert shop.refused("POST", "/orderreturns", body) == refused


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"RefundAmount": -1}, "OrderReturn.RefundAmountMustNotBeNegative"),
        ({"Twice": True}, "OrderReturn.CannotCreateDuplicateItemToReturn"),
        ({"Quantity": 4}, "OrderReturn.ItemQuantityExceeded"),
    ],
)
def test_invalid_return_items_are_rejected_with_their_error_code(shop, bought, change, code):
    order, lines = bought
    item = {"LineItemID": lines["fan"], "Quantity": 1} | change
    items = [item, item] if item.pop("Twice", False) else [item]
    body = {"OrderID": order, "ItemsToReturn": items}
    assert shop.refused("POST", "/orderreturns", body) == (400, code)


def test_an_anonymous_shopper_cannot_return(marketplace, shop, sally, bought):
    form = {"grant_type": "client_credentials", "scope": "Shopper"}
    form["client_id"] = create_open_client(shop, IsAnonBuyer=True, DefaultContextUserName="sally")
    visitor = marketplace.with_token(marketplace.token(**form).json()["access_token"])
    refused = visitor.refused("POST", "/orderreturns", {"OrderID": bought[0]})
    assert refused == (403, "Auth.AnonUserProhibited")


def test_a_return_is_visible_with_its_order(shop, sally, anton, bought):
    order, _ = bought
    sally.post("/orderreturns", {"ID": "r", "OrderID": order})
    assert sally.ids("/orderreturns") == ["r"]
    assert anton.ids("/orderreturns") == []
    assert anton.refused("GET", "/orderreturns/r") == (404, "NotFound")
