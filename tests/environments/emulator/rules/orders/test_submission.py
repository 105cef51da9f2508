"""Submitting orders, and approving them."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.rules.orders.order_helpers import order_of


def test_an_empty_order_is_not_submitted_and_an_order_once(shop, sally):
    id_ = order_of(sally)
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitWithNoLineItems")
    assert sally.refused("POST", f"{path}/validate") == (400, "Order.CannotSubmitWithNoLineItems")
    sally.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert sally.call("POST", f"{path}/validate").status_code == 204
    answer = sally.call("POST", f"{path}/submit")
    assert (answer.status_code, answer.json()["Status"]) == (201, "Open")
    assert answer.json()["DateSubmitted"]
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitBadStatus")


def test_a_submitted_order_is_changed_by_who_administers_orders_only(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("PATCH", path, {"Comments": "X"})[0] == 400
    assert sally.refused("POST", f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})[0] == 400
    assert sally.refused("DELETE", path)[0] == 400
    (line,) = sally.items(f"{path}/lineitems")
    for place in (f"{path}/billto", f"{path}/shipto", f"{path}/lineitems/{line['ID']}/shipto"):
        assert sally.refused("PUT", place, address("x")) == (400, "Order.CannotModifySubmitted")
    assert shop.patch(f"/orders/incoming/{id_}", {"Comments": "X"})["Comments"] == "X"


def test_a_user_with_an_open_order_is_kept(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    refused = (409, "User.CannotDeleteWithOpenOrder")
    assert shop.refused("DELETE", "/buyers/acme/users/sally") == refused
    shop.post(f"/orders/incoming/{id_}/complete")
    shop.delete("/buyers/acme/users/sally")


def test_a_deleted_product_stays_on_its_order(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.delete("/products/fan")
    assert shop.items(f"/orders/incoming/{id_}/lineitems")[0]["Product"]["Name"] == "fan"


@pytest.fixture
def rule(shop):
    body = {"ID": "dear", "ApprovingGroupID": "chiefs", "RuleExpression": "order.Total >= 100"}
    shop.post("/buyers/acme/approvalrules", body)


def test_what_meets_no_rule_needs_no_approval(rule, sally):
    id_ = order_of(sally, ("fan", 4))
    assert sally.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_what_meets_a_rule_waits_for_its_group(rule, shop, sally, anton):
    id_ = order_of(sally, ("fan", 5))
    waiting = sally.post(f"/orders/outgoing/{id_}/submit")
    assert (waiting["Status"], waiting["DateSubmitted"]) == ("AwaitingApproval", None)
    (approval,) = sally.items(f"/orders/outgoing/{id_}/approvals")
    assert (approval["ApprovalRuleID"], approval["Status"]) == ("dear", "Pending")
    assert sally.refused("POST", f"/orders/outgoing/{id_}/approve", {}) == (400, "Order.NotEligibleToApprove")
    approved = anton.post(f"/orders/outgoing/{id_}/approve", {"Comments": "Yes"})
    assert (approved["Status"], bool(approved["DateApproved"])) == ("Open", True)
    (approval,) = anton.items(f"/orders/outgoing/{id_}/approvals")
    assert (approval["Status"], approval["Comments"]) == ("Approved", "Yes")
    assert approval["Approver"]["ID"] == "anton"


def test_a_rule_does_not_bind_its_own_approvers(rule, anton):
    id_ = order_of(anton, ("fan", 5))
    assert anton.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_a_declined_order_is_done_or_handed_back(rule, sally, anton):
    first, second = order_of(sally, ("fan", 5)), order_of(sally, ("fan", 6))
    for id_ in (first, second):
        sally.post(f"/orders/outgoing/{id_}/submit")
    assert anton.post(f"/orders/outgoing/{first}/decline", {})["Status"] == "Declined"
    back = anton.post(f"/orders/outgoing/{second}/decline", {"AllowResubmit": True})
    assert back["Status"] == "Unsubmitted"
    sally.post(f"/orders/outgoing/{second}/lineitems", {"ProductID": "lamp", "Quantity": 1})
    assert sally.post(f"/orders/outgoing/{second}/submit")["Status"] == "AwaitingApproval"
