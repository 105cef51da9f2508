"""Promotions, payments and returns of orders."""

import pytest

from tests.environments.emulator.test_orders import anton, client, order_of, sally, shop  # noqa: F401


def promote(api, id_: str, eligible: str, value: str, **more) -> None:
    body = {"ID": id_, "Code": id_, "EligibleExpression": eligible, "ValueExpression": value}
    api.post("/promotions", body | {"AllowAllBuyers": True} | more)


# promotions


@pytest.mark.parametrize(
    ("eligible", "value", "discount"),
    [
        ("order.Subtotal > 10", "order.Subtotal * 0.1", 4.5),
        ("items.any(ProductID = 'FAN')", "min(items.total(), 5)", 5),
        ("items.quantity(ProductID = 'fan') >= 2 and not order.xp.No = true", "items.count()", 2),
        ("items.all(Quantity > 0) or false", "1000", 45),
        ("order.Comments <> 'x' and (1 + 2) * 3 - 9 = 0", "round(10 / 3, 1)", 3.3),
    ],
)
def test_a_promotion_takes_off_what_its_expression_says(shop, sally, eligible, value, discount):
    promote(shop, "off", eligible, value)
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    applied = sally.post(f"/orders/outgoing/{id_}/promotions/OFF")
    assert applied["Amount"] == discount
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["PromotionDiscount"], order["Total"]) == (discount, 45 - discount)


def test_a_promotion_of_line_items_lowers_each_that_is_eligible(shop, sally):
    promote(shop, "off", "item.ProductID = 'fan'", "item.Quantity * 3", LineItemLevel=True)
    id_ = order_of(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    (fan, lamp) = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert (fan["PromotionDiscount"], fan["LineTotal"], lamp["PromotionDiscount"]) == (6, 34, 0)
    assert sally.items(f"/orders/outgoing/{id_}/promotions")[0]["LineItemID"] == fan["ID"]


def test_a_promotion_is_worked_out_anew_when_the_order_changes(shop, sally):
    promote(shop, "off", "order.Subtotal > 10", "order.Subtotal * 0.1")
    id_ = order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{id_}/promotions/off")
    sally.post(f"/orders/outgoing/{id_}/lineitems", {"ProductID": "fan", "Quantity": 1})
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 36
    removed = sally.call("DELETE", f"/orders/outgoing/{id_}/promotions/off")
    assert (removed.status_code, removed.json()["Total"]) == (200, 40)
    assert sally.refused("DELETE", f"/orders/outgoing/{id_}/promotions/off") == (404, "NotFound")


def test_a_promotion_that_does_not_fit_is_refused(shop, sally):
    promote(shop, "dear", "order.Subtotal > 1000", "1")
    promote(shop, "past", "true", "1", ExpirationDate="2020-01-01")
    promote(shop, "closed", "true", "1", AllowAllBuyers=False)
    promote(shop, "alone", "true", "1")
    promote(shop, "other", "true", "1", CanCombine=True)
    id_ = order_of(sally, ("fan", 1))
    path = f"/orders/outgoing/{id_}/promotions"
    assert sally.refused("POST", f"{path}/none") == (404, "NotFound")
    assert sally.refused("POST", f"{path}/closed") == (404, "NotFound")
    assert sally.refused("POST", f"{path}/dear") == (400, "Promotion.NotEligible")
    assert sally.refused("POST", f"{path}/past") == (400, "Promotion.NotActive")
    sally.post(f"{path}/alone")
    assert sally.refused("POST", f"{path}/alone") == (409, "Promotion.AlreadyApplied")
    assert sally.refused("POST", f"{path}/other") == (400, "Promotion.CannotCombine")


def test_redemptions_are_counted_when_the_order_is_submitted_and_limited(shop, sally):
    promote(shop, "once", "true", "1", RedemptionLimitPerUser=1)
    first, second = order_of(sally, ("fan", 1)), order_of(sally, ("fan", 1))
    sally.post(f"/orders/outgoing/{first}/promotions/once")
    assert shop.get("/promotions/once")["RedemptionCount"] == 0
    sally.post(f"/orders/outgoing/{first}/submit")
    assert shop.get("/promotions/once")["RedemptionCount"] == 1
    assert sally.refused("POST", f"/orders/outgoing/{second}/promotions/once") == (
        400,
        "Promotion.RedemptionLimitPerUser",
    )


# payments


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


# returns


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
