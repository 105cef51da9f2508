"""Approval rules that depend on each other, and the checks when an order is approved."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


@pytest.fixture
def vera(shop, client):
    """Create an approver in a second group."""
    shop.post("/buyers/acme/usergroups", {"ID": "board", "Name": "Board"})
    vera = signed_in_user(shop, "/buyers/acme/users", "vera", ["Shopper"], client, BuyerID="acme")
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "board", "UserID": "vera"})
    return vera


@pytest.fixture
def two_levels(shop, vera):
    """Require approval of orders of 100 or more by the chiefs, then by the board."""
    rules = "/buyers/acme/approvalrules"
    shop.post(rules, {"ID": "one", "ApprovingGroupID": "chiefs", "RuleExpression": "order.Total >= 100"})
    chained = "order.Total >= 100 and order.approved('ONE')"
    shop.post(rules, {"ID": "two", "ApprovingGroupID": "board", "RuleExpression": chained})


def approvals_of(api, order: str) -> dict[str, str]:
    items = api.items(f"/orders/incoming/{order}/approvals")
    return {approval["ApprovalRuleID"]: approval["Status"] for approval in items}


def test_a_dependent_rule_applies_after_the_first_is_approved(two_levels, shop, sally, anton, vera):
    id_ = create_order(sally, ("fan", 5))
    path = f"/orders/outgoing/{id_}"
    assert sally.post(f"{path}/submit")["Status"] == "AwaitingApproval"
    assert approvals_of(shop, id_) == {"one": "Pending"}
    assert vera.refused("POST", f"{path}/approve", {})[0] in (400, 404)
    assert anton.post(f"{path}/approve", {})["Status"] == "AwaitingApproval"
    assert approvals_of(shop, id_) == {"one": "Approved", "two": "Pending"}
    assert vera.post(f"{path}/approve", {})["Status"] == "Open"
    assert approvals_of(shop, id_) == {"one": "Approved", "two": "Approved"}


def test_approvers_of_the_second_level_are_notified_after_the_first(
    two_levels, shop, sally, anton, vera, control
):
    types = ["OrderSubmittedForYourApproval"]
    sender = {"Name": "S", "MessageTypes": types, "URL": "https://example.test/mail", "SharedKey": "k"}
    id_ = shop.post("/messagesenders", sender)["ID"]
    shop.post("/messagesenders/assignments", {"MessageSenderID": id_, "BuyerID": "acme"})
    path = f"/orders/outgoing/{create_order(sally, ('fan', 5))}"
    sally.post(f"{path}/submit")
    anton.post(f"{path}/approve", {})
    messages = control("GET", "/messages", organization=shop.organization.portal_id).json()["Items"]
    assert [message["Recipient"]["ID"] for message in messages] == ["anton", "vera"]


def test_a_rule_of_the_submitters_own_group_counts_as_approved(two_levels, shop, anton, vera):
    id_ = create_order(anton, ("fan", 5))
    assert anton.post(f"/orders/outgoing/{id_}/submit")["Status"] == "AwaitingApproval"
    assert approvals_of(shop, id_) == {"two": "Pending"}


def test_parallel_rules_must_all_be_approved(shop, sally, anton, vera):
    fans = "items.any(ProductID = 'f*')"
    rules = (("one", "chiefs", fans), ("two", "board", fans), ("then", "board", "order.approved('one')"))
    for id_, group, expression in rules:
        body = {"ID": id_, "ApprovingGroupID": group, "RuleExpression": expression}
        shop.post("/buyers/acme/approvalrules", body)
    order = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{order}"
    sally.post(f"{path}/submit")
    assert vera.post(f"{path}/approve", {})["Status"] == "AwaitingApproval"
    assert approvals_of(shop, order) == {"one": "Pending", "two": "Approved"}
    assert anton.post(f"{path}/approve", {})["Status"] == "AwaitingApproval"
    assert vera.post(f"{path}/approve", {})["Status"] == "Open"


def test_an_approval_checks_the_spending_account_again(shop, sally, anton):
    account = {"ID": "sa", "Name": "SA", "Balance": 100, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", account)
    rule = {"ApprovingGroupID": "chiefs", "RuleExpression": "order.Total >= 100"}
    shop.post("/buyers/acme/approvalrules", rule)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 5))}"
    sally.post(f"{path}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    sally.post(f"{path}/submit")
    shop.patch("/buyers/acme/spendingaccounts/sa", {"Balance": 5})
    refused = anton.refused("POST", f"{path}/approve", {})
    assert refused == (400, "Payment.ExceedsBalance")
    assert (anton.get(path)["Status"], anton.items(f"{path}/approvals")[0]["Status"]) == (
        "AwaitingApproval",
        "Pending",
    )
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == 5
    shop.patch("/buyers/acme/spendingaccounts/sa", {"Balance": 120})
    assert anton.post(f"{path}/approve", {})["Status"] == "Open"
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == 20


@pytest.mark.parametrize(
    ("path", "expression", "code"),
    [
        ("/buyers/acme/approvalrules", "order.Total >", "Expression.InvalidSyntax"),
        ("/buyers/acme/approvalrules", "orderreturn.RefundAmount > 5", "Expression.InvalidToken"),
        ("/approvalrules", "order.Total >", "Expression.InvalidSyntax"),
        ("/approvalrules", "item.Quantity > 1", "Expression.ItemNotAllowed"),
    ],
)
def test_an_invalid_rule_is_not_saved(shop, path, expression, code):
    shop.post("/usergroups", {"ID": "desk", "Name": "Desk"})
    group = {"ApprovingGroupID": "desk", "ApprovalType": "OrderReturn"}
    if path.startswith("/buyers"):
        group = {"ApprovingGroupID": "chiefs"}
    refused = shop.refused("POST", path, group | {"RuleExpression": expression})
    assert refused == (400, code)
    id_ = shop.post(path, group | {"RuleExpression": "order.Total > 5"})["ID"]
    assert shop.refused("PATCH", f"{path}/{id_}", {"RuleExpression": expression}) == refused
    assert shop.get(f"{path}/{id_}")["RuleExpression"] == "order.Total > 5"
