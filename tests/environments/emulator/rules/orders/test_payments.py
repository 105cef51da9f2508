"""Payments of orders and their transactions."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


def test_a_card_must_be_accepted_before_the_order_is_submitted(shop, sally):
    shop.post("/buyers/acme/creditcards", {"ID": "card", "CardType": "Visa"})
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    payment = sally.post(f"{path}/payments", {"Type": "CreditCard", "CreditCardID": "card"})
    assert (payment["Accepted"], payment["Transactions"]) == (False, [])
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitWithUnaccceptedPayments")
    shop.patch(f"/orders/incoming/{id_}/payments/{payment['ID']}", {"Accepted": True})
    assert sally.post(f"{path}/submit")["Status"] == "Open"


def test_a_payment_reduces_the_balance_of_the_spending_account(shop, sally):
    body = {"ID": "sa", "Name": "SA", "Balance": 30, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", body)
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    payment = sally.post(f"{path}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    assert payment["Accepted"] is True
    sally.post(f"{path}/submit")
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == 10
    again = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{again}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    assert sally.refused("POST", f"/orders/outgoing/{again}/submit") == (
        400,
        "Payment.ExceedsBalance",
    )
    shop.post("/buyers/acme/spendingaccounts/assignments", {"SpendingAccountID": "sa", "AllowExceed": True})
    sally.post(f"/orders/outgoing/{again}/submit")
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == -10


def test_the_source_of_a_payment_cannot_be_changed(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/payments"
    assert sally.refused("POST", path, {}) == (400, "RequiredField")
    assert sally.refused("POST", path, {"Type": "CreditCard", "CreditCardID": "no"}) == (404, "NotFound")
    payment = sally.post(path, {"ID": "po", "Type": "PurchaseOrder", "Amount": 5})
    assert payment["Accepted"] is True
    patched = sally.patch(f"{path}/po", {"Type": "CreditCard", "Description": "D"})
    assert (patched["Type"], patched["Description"]) == ("PurchaseOrder", "D")
    assert sally.refused("PUT", f"{path}/po", {})[0] == 405
    sally.delete(f"{path}/po")
    assert sally.items(path) == []


def test_transactions_are_stored_with_their_payment(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/payments", {"ID": "po", "Type": "PurchaseOrder"})
    path = f"/orders/incoming/{id_}/payments/po"
    body = {"ID": "t", "Type": "Capture", "DateExecuted": "2024-01-01", "Amount": 5.10, "Succeeded": True}
    response = shop.call("POST", f"{path}/transactions", body)
    assert (response.status_code, response.json()["Transactions"][0]["Amount"]) == (201, 5.1)
    assert shop.refused("POST", f"{path}/transactions", body) == (409, "IdExists")
    shop.delete(f"{path}/transactions/T")
    assert shop.get(path)["Transactions"] == []


# acceptance


@pytest.fixture
def card(shop):
    shop.post("/buyers/acme/creditcards", {"ID": "card", "CardType": "Visa"})
    return {"ID": "p", "Type": "CreditCard", "CreditCardID": "card"}


def test_only_order_admins_can_accept_a_payment(shop, sally, card):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/payments"
    refused = (400, "Payment.CannotPatchAccepted")
    assert sally.refused("POST", path, card | {"Accepted": True}) == refused
    assert sally.refused("POST", path, {"Type": "PurchaseOrder", "Accepted": False}) == refused
    assert sally.post(path, card | {"Accepted": False})["Accepted"] is False
    assert sally.refused("PATCH", f"{path}/p", {"Accepted": True}) == refused
    assert sally.patch(f"{path}/p", {"Description": "Mine", "Accepted": False})["Description"] == "Mine"
    assert sally.refused("POST", f"/orders/outgoing/{id_}/submit")[0] == 400
    there = f"/orders/incoming/{id_}/payments"
    assert shop.patch(f"{there}/p", {"Accepted": True})["Accepted"] is True
    assert shop.post(there, {"Type": "PurchaseOrder", "Accepted": False})["Accepted"] is False
    assert shop.post(there, card | {"ID": "q", "Accepted": True})["Accepted"] is True


def test_an_accepted_card_payment_cannot_be_changed_by_shoppers(shop, sally, card):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/payments"
    shop.post(f"/orders/incoming/{id_}/payments", card | {"Accepted": True})
    refused = (400, "Payment.NotAuthorizedToPatch")
    assert sally.refused("PATCH", f"{path}/p", {"Description": "Mine"}) == refused
    assert sally.refused("PATCH", f"{path}/p", {"Accepted": False}) == refused
    assert sally.refused("DELETE", f"{path}/p") == refused
    assert shop.patch(f"/orders/incoming/{id_}/payments/p", {"Description": "Ours"})["Description"] == "Ours"


def test_other_accepted_payments_cannot_be_changed_after_submission(shop, sally):
    id_ = create_order(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/payments"
    sally.post(path, {"ID": "p", "Type": "PurchaseOrder"})
    assert sally.patch(f"{path}/p", {"Description": "Mine"})["Accepted"] is True
    sally.post(f"/orders/outgoing/{id_}/submit")
    refused = (400, "Payment.NotAuthorizedToPatch")
    assert sally.refused("PATCH", f"{path}/p", {"Description": "Later"}) == refused
    assert shop.patch(f"/orders/incoming/{id_}/payments/p", {"Description": "Ours"})["Description"] == "Ours"


# amounts and accounts


def test_a_payment_is_created_above_zero_and_may_become_zero(sally):
    path = f"/orders/outgoing/{create_order(sally, ('fan', 1))}/payments"
    body = {"ID": "po", "Type": "PurchaseOrder"}
    for amount in (0, 0.001):
        refused = sally.refused("POST", path, body | {"Amount": amount})
        assert refused == (400, "Payment.AmountGreaterThanZero")
    assert sally.post(path, body)["Amount"] is None
    assert sally.patch(f"{path}/po", {"Amount": 5})["Amount"] == 5
    assert sally.patch(f"{path}/po", {"Amount": 0})["Amount"] == 0
    assert sally.refused("PATCH", f"{path}/po", {"Amount": -1}) == (400, "ValidationFailure")


def test_a_payment_refers_to_the_source_of_its_type_only(shop, sally, card):
    account = {"ID": "sa", "Name": "SA", "Balance": 30, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", account)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 1))}/payments"
    for body, code in (
        ({"Type": "SpendingAccount"}, "Payment.SpendingAccountIdMissing"),
        ({"Type": "SpendingAccount", "SpendingAccountID": ""}, "Payment.SpendingAccountIdMissing"),
        ({"Type": "PurchaseOrder", "SpendingAccountID": "sa"}, "Payment.CannotSetSpendingAccount"),
        ({"Type": "PurchaseOrder", "CreditCardID": "card"}, "Payment.CannotSetCreditCard"),
    ):
        assert sally.refused("POST", path, body) == (400, code)


def test_payments_of_one_account_count_together_against_its_balance(shop, sally):
    account = {"ID": "sa", "Name": "SA", "Balance": 30, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", account)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 2))}"
    for _ in "12":
        body = {"Type": "SpendingAccount", "SpendingAccountID": "sa", "Amount": 20}
        sally.post(f"{path}/payments", body)
    assert sally.refused("POST", f"{path}/submit") == (400, "Payment.ExceedsBalance")


def test_the_balance_may_be_exceeded_with_permission_only(shop, sally, anton):
    account = {"ID": "sa", "Name": "SA", "Balance": 5, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", account)
    for party in ({"UserGroupID": "chiefs"}, {"UserID": "anton"}):
        assign = {"SpendingAccountID": "sa", "AllowExceed": True} | party
        shop.post("/buyers/acme/spendingaccounts/assignments", assign)
    path = f"/orders/outgoing/{create_order(sally, ('fan', 1))}"
    sally.post(f"{path}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    assert sally.refused("POST", f"{path}/submit") == (400, "Payment.ExceedsBalance")
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "sally"})
    assert sally.post(f"{path}/submit")["Status"] == "Open"


def test_a_redemption_code_is_unique_within_a_buyer(shop):
    shop.post("/buyers", {"ID": "other", "Name": "Other", "Active": True})
    path = "/buyers/acme/spendingaccounts"
    body = {"Name": "SA", "Balance": 1}
    shop.post(path, body | {"ID": "a", "RedemptionCode": "Gift-1"})
    shop.post(path, body | {"ID": "b"})
    shop.post(path, body | {"ID": "c"})
    refused = (409, "SpendingAccount.InvalidRedemptionCode")
    assert shop.refused("POST", path, body | {"RedemptionCode": "GIFT-1"}) == refused
    assert shop.refused("PATCH", f"{path}/b", {"RedemptionCode": "gift-1"}) == refused
    assert shop.patch(f"{path}/a", {"RedemptionCode": "Gift-1", "Name": "A"})["Name"] == "A"
    assert shop.post("/buyers/other/spendingaccounts", body | {"RedemptionCode": "Gift-1"})
