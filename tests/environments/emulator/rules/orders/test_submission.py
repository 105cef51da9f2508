"""Submitting orders, and approving them."""

import pytest

from tests.concurrency import run_concurrently
from tests.environments.emulator.api_client import address
from tests.environments.emulator.rules.orders.order_helpers import create_order


def test_an_order_is_submitted_once_and_not_when_empty(shop, sally):
    id_ = create_order(sally)
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitWithNoLineItems")
    assert sally.refused("POST", f"{path}/validate") == (400, "Order.CannotSubmitWithNoLineItems")
    sally.post(f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert sally.call("POST", f"{path}/validate").status_code == 204
    response = sally.call("POST", f"{path}/submit")
    assert (response.status_code, response.json()["Status"]) == (201, "Open")
    assert response.json()["DateSubmitted"]
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitBadStatus")


def test_only_order_admins_can_change_a_submitted_order(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    path = f"/orders/outgoing/{id_}"
    assert sally.refused("PATCH", path, {"Comments": "X"})[0] == 400
    assert sally.refused("POST", f"{path}/lineitems", {"ProductID": "fan", "Quantity": 1})[0] == 400
    assert sally.refused("DELETE", path)[0] == 400
    (line,) = sally.items(f"{path}/lineitems")
    for place in (f"{path}/billto", f"{path}/shipto", f"{path}/lineitems/{line['ID']}/shipto"):
        assert sally.refused("PUT", place, address("x")) == (400, "Order.CannotModifySubmitted")
    assert shop.patch(f"/orders/incoming/{id_}", {"Comments": "X"})["Comments"] == "X"


def test_a_user_with_an_open_order_cannot_be_deleted(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    refused = (409, "User.CannotDeleteWithOpenOrder")
    assert shop.refused("DELETE", "/buyers/acme/users/sally") == refused
    shop.post(f"/orders/incoming/{id_}/complete")
    shop.delete("/buyers/acme/users/sally")


def test_a_deleted_product_stays_on_its_order(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    shop.delete("/products/fan")
    assert shop.items(f"/orders/incoming/{id_}/lineitems")[0]["Product"]["Name"] == "fan"


@pytest.fixture
def rule(shop):
    body = {"ID": "dear", "ApprovingGroupID": "chiefs", "RuleExpression": "order.Total >= 100"}
    shop.post("/buyers/acme/approvalrules", body)


def test_an_order_without_a_matching_rule_needs_no_approval(rule, sally):
    id_ = create_order(sally, ("fan", 4))
    assert sally.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_an_order_with_a_matching_rule_waits_for_its_group(rule, shop, sally, anton):
    id_ = create_order(sally, ("fan", 5))
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


def test_a_rule_does_not_apply_to_its_own_approvers(rule, anton):
    id_ = create_order(anton, ("fan", 5))
    assert anton.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_a_declined_order_is_final_or_returned_to_its_submitter(rule, sally, anton):
    first, second = create_order(sally, ("fan", 5)), create_order(sally, ("fan", 6))
    for id_ in (first, second):
        sally.post(f"/orders/outgoing/{id_}/submit")
    assert anton.post(f"/orders/outgoing/{first}/decline", {})["Status"] == "Declined"
    back = anton.post(f"/orders/outgoing/{second}/decline", {"AllowResubmit": True})
    assert back["Status"] == "Unsubmitted"
    sally.post(f"/orders/outgoing/{second}/lineitems", {"ProductID": "lamp", "Quantity": 1})
    assert sally.post(f"/orders/outgoing/{second}/submit")["Status"] == "AwaitingApproval"


def test_concurrent_submissions_submit_an_order_once(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 9}})
    path = f"/orders/outgoing/{create_order(sally, ('fan', 2))}/submit"
    statuses = []
    run_concurrently([lambda: statuses.append(sally.call("POST", path).status_code)] * 6)
    assert sorted(statuses) == [201] + [400] * 5
    assert shop.get("/products/fan")["Inventory"]["QuantityAvailable"] == 7


def test_a_rejected_submission_changes_nothing(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    shop.post("/buyers/acme/approvalrules", {"ApprovingGroupID": "chiefs", "RuleExpression": "true"})
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    path = f"/orders/outgoing/{id_}"
    before = sally.get(path)
    assert sally.refused("POST", f"{path}/submit") == (400, "Inventory.Insufficient")
    assert sally.get(path) == before
    assert sally.items(f"{path}/approvals") == []


def test_all_errors_of_a_submission_are_reported_together(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    shop.post("/buyers/acme/creditcards", {"ID": "card"})
    id_ = create_order(sally, ("fan", 2))
    path = f"/orders/outgoing/{id_}"
    sally.post(f"{path}/payments", {"Type": "CreditCard", "CreditCardID": "card"})
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    errors = sally.call("POST", f"{path}/validate").json()["Errors"]
    assert {error["ErrorCode"] for error in errors} == {
        "Inventory.Insufficient",
        "Order.CannotSubmitWithUnaccceptedPayments",
    }


def test_an_order_with_a_product_that_became_inactive_or_a_parent_is_not_submitted(shop, sally):
    id_ = create_order(sally, ("fan", 1), ("lamp", 1))
    shop.patch("/products/fan", {"Active": False})
    shop.patch("/products/lamp", {"IsParent": True})
    response = sally.call("POST", f"/orders/outgoing/{id_}/submit")
    assert response.status_code == 400
    found = {error["ErrorCode"]: error["Data"]["Products"] for error in response.json()["Errors"]}
    assert found["Order.CannotSubmitWithInactiveProduct"] == ["fan"]
    assert found["Order.CannotSubmitWithParentProduct"] == ["lamp"]
    shop.patch("/products/fan", {"Active": True})
    shop.patch("/products/lamp", {"IsParent": False})
    assert sally.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"


def test_the_first_version_submits_an_order_with_an_inactive_product(shop, sally, control, marketplace):
    control("PUT", f"/organizations/{marketplace.portal_id}", {"ApiVersion": "1.0.239"})
    id_ = create_order(sally, ("fan", 1))
    shop.patch("/products/fan", {"Active": False})
    assert sally.post(f"/orders/outgoing/{id_}/submit")["Status"] == "Open"
