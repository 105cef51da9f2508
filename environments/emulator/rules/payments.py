"""Payments: by purchase order, credit card or spending account, and their transactions."""

from decimal import Decimal

from environments.emulator import bodies, errors, ids, presenting
from environments.emulator.acting import answers, before_saving
from environments.emulator.calls import NOTHING, Answer, Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record, Records
from environments.emulator.rules import orders
from environments.emulator.rules.pricing import money

_PAYMENTS = CATALOGUE.kinds["Payments"]
_ONLY_ON_CREATE = ("Type", "CreditCardID", "SpendingAccountID")


@before_saving("Payments")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    order = call.above(orders.ORDERS)
    data["Currency"] = order["Currency"]
    data["Transactions"] = old["Transactions"] if old else []
    if old:
        data |= {name: old[name] for name in _ONLY_ON_CREATE}
        return
    if data["Type"] is None:
        raise errors.required("Type")
    buyer = call.records.find("Buyers", order["FromCompanyID"])
    if data["SpendingAccountID"]:
        account = _account(call.records, buyer, data["SpendingAccountID"])
        if not account["AllowAsPaymentMethod"]:
            message = "This spending account does not pay for orders."
            raise errors.invalid("Payment.SpendingAccountNotAllowed", message)
        data["SpendingAccountID"] = account.id
    if data["CreditCardID"]:
        data["CreditCardID"] = _card(call.records, order, buyer, data["CreditCardID"])
    if (data["Amount"] or 0) < 0 and not data["OrderReturnID"]:
        raise errors.validation("Amount", "Amount may be negative for an order return only.")
    if data["OrderReturnID"]:
        found = call.records.find("OrderReturns", data["OrderReturnID"])
        data["OrderReturnID"] = presenting.require(found, "OrderReturn", data["OrderReturnID"]).id
    if data["Type"] != "CreditCard" and "accepted" not in {name.lower() for name in call.body}:
        # Only a card needs somebody to say that the money will come.
        data["Accepted"] = True


def _account(records: Records, buyer: Record | None, id_: str) -> Record:
    found = records.find("SpendingAccounts", id_, buyer.num) if buyer else None
    return presenting.require(found, "SpendingAccount", id_)


def _card(records: Records, order: Record, buyer: Record | None, id_: str) -> str:
    if buyer and (found := records.find("CreditCards", id_, buyer.num)):
        return found.id
    user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    private = records.find("MeCreditCards", id_, user.num) if user else None
    return presenting.require(private, "CreditCard", id_).id


def of_order(records: Records, order: Record) -> list[Record]:
    return [p for p in records.where(_PAYMENTS, parent=order.num) if not p["OrderReturnID"]]


def faults(records: Records, order: Record) -> list[errors.Refusal]:
    """What is wrong with the payments of an order that is to be submitted."""
    found = []
    for payment, amount in _amounts(records, order):
        if not payment["Accepted"]:
            message = f"The payment {payment.id} is not accepted."
            found.append(errors.invalid("Order.CannotSubmitWithUnacceptedPayments", message))
        account = _spent(records, order, payment)
        if account and money(account["Balance"]) < amount and not _may_exceed(records, order, account):
            message = f"The balance of {account.id} is too low."
            found.append(errors.invalid("SpendingAccount.InsufficientBalance", message))
    return found


def _amounts(records: Records, order: Record) -> list[tuple[Record, Decimal]]:
    """Each payment with what it pays; one without an amount pays what the others leave."""
    found = of_order(records, order)
    rest = money(order["Total"]) - sum((money(p["Amount"]) for p in found), Decimal(0))
    return [(p, money(p["Amount"]) if p["Amount"] is not None else max(rest, Decimal(0))) for p in found]


def _spent(records: Records, order: Record, payment: Record) -> Record | None:
    buyer = records.find("Buyers", order["FromCompanyID"])
    id_ = payment["SpendingAccountID"]
    return records.find("SpendingAccounts", id_, buyer.num) if buyer and id_ else None


def _may_exceed(records: Records, order: Record, account: Record) -> bool:
    assigned = records.where(
        "SpendingAccountAssignments", parent=account.parent, SpendingAccountID=account.id
    )
    return any(a["AllowExceed"] for a in assigned)


def settle(records: Records, order: Record) -> None:
    """Take what an order costs from the spending accounts that pay for it."""
    for payment, amount in _amounts(records, order):
        if account := _spent(records, order, payment):
            records.update(account, account.data | {"Balance": money(account["Balance"]) - amount})


@answers("Payments.CreateTransaction")
def create_transaction(call: Call) -> Answer:
    payment = call.above(_PAYMENTS)
    data = bodies.blank(CATALOGUE.models["PaymentTransaction"]) | call.given()
    data["ID"] = ids.chosen(call.records, data["ID"])
    data["Currency"] = data["Currency"] or payment["Currency"]
    if any(t["ID"].casefold() == data["ID"].casefold() for t in payment["Transactions"]):
        raise errors.exists("PaymentTransaction", data["ID"])
    changed = payment.data | {"Transactions": [*payment["Transactions"], data]}
    return presenting.answer(call, call.records.update(payment, changed))


@answers("Payments.DeleteTransaction")
def delete_transaction(call: Call) -> Answer:
    payment = call.above(_PAYMENTS)
    wanted = call.path["transactionid"]
    left = [t for t in payment["Transactions"] if t["ID"].casefold() != wanted.casefold()]
    if len(left) == len(payment["Transactions"]):
        raise errors.not_found("PaymentTransaction", wanted)
    call.records.update(payment, payment.data | {"Transactions": left})
    return NOTHING
