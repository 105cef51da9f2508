"""Payments of orders and their transactions."""

from tests.environments.emulator.orders.placing import order_of


def test_a_card_must_be_accepted_before_the_order_is_submitted(shop, sally):
    shop.post("/buyers/acme/creditcards", {"ID": "card", "CardType": "Visa"})
    id_ = order_of(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    payment = sally.post(f"{path}/payments", {"Type": "CreditCard", "CreditCardID": "card"})
    assert (payment["Accepted"], payment["Transactions"]) == (False, [])
    assert sally.refused("POST", f"{path}/submit") == (400, "Order.CannotSubmitWithUnacceptedPayments")
    shop.patch(f"/orders/incoming/{id_}/payments/{payment['ID']}", {"Accepted": True})
    assert sally.post(f"{path}/submit")["Status"] == "Open"


def test_a_spending_account_pays_and_is_lowered(shop, sally):
    body = {"ID": "sa", "Name": "SA", "Balance": 30, "AllowAsPaymentMethod": True}
    shop.post("/buyers/acme/spendingaccounts", body)
    id_ = order_of(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}"
    payment = sally.post(f"{path}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    assert payment["Accepted"] is True
    sally.post(f"{path}/submit")
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == 10
    again = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{again}/payments", {"Type": "SpendingAccount", "SpendingAccountID": "sa"})
    assert sally.refused("POST", f"/orders/outgoing/{again}/submit") == (
        400,
        "SpendingAccount.InsufficientBalance",
    )
    shop.post("/buyers/acme/spendingaccounts/assignments", {"SpendingAccountID": "sa", "AllowExceed": True})
    sally.post(f"/orders/outgoing/{again}/submit")
    assert shop.get("/buyers/acme/spendingaccounts/sa")["Balance"] == -10


def test_what_a_payment_refers_to_is_written_once(shop, sally):
    id_ = order_of(sally, ("fan", 1))
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


def test_transactions_are_kept_with_their_payment(shop, sally):
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/payments", {"ID": "po", "Type": "PurchaseOrder"})
    path = f"/orders/incoming/{id_}/payments/po"
    body = {"ID": "t", "Type": "Capture", "DateExecuted": "2024-01-01", "Amount": 5.10, "Succeeded": True}
    answer = shop.call("POST", f"{path}/transactions", body)
    assert (answer.status_code, answer.json()["Transactions"][0]["Amount"]) == (201, 5.1)
    assert shop.refused("POST", f"{path}/transactions", body) == (409, "IdExists")
    shop.delete(f"{path}/transactions/T")
    assert shop.get(path)["Transactions"] == []
