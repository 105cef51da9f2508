"""Payments: by purchase order, credit card or spending account, and their transactions."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import before_deleting, before_saving, handles
from environments.emulator.resources import ids, responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import orders, refunds
from environments.emulator.storage.records import Record, Records

_PAYMENTS = CATALOGUE.resources["Payments"]
_CREATE_ONLY_FIELDS = ("Type", "CreditCardID", "SpendingAccountID")


@before_saving("Payments")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    order = call.path_record(orders.ORDERS)
    data["Currency"] = order["Currency"]
    data["Transactions"] = old["Transactions"] if old else []
    if old:
        _check_change(call, order, data, old)
        data |= {name: old[name] for name in _CREATE_ONLY_FIELDS}
    else:
        _initialize(call, order, data)
    if data["OrderReturnID"]:
        refunds.check_refund(call.records, order, data, old)
    elif (data["Amount"] or 0) < 0:
        raise errors.invalid_value("Amount", "Amount can be negative for an order return only.")
    elif data["Amount"] == 0 and old is None:
        message = "The amount of a new payment must be greater than 0, or omitted."
        raise errors.bad_request("Payment.AmountGreaterThanZero", message)


def _initialize(call: Call, order: Record, data: dict) -> None:
    if data["Type"] is None:
        raise errors.required("Type")
    check_account_and_card(call.records, order, data)
    # Only payments by credit card need to be accepted explicitly.
    accepted = data["Type"] != "CreditCard"
    if "accepted" not in {name.lower() for name in call.body}:
        data["Accepted"] = accepted
    elif data["Accepted"] != accepted:
        _check_may_accept(call)


def check_account_and_card(records: Records, order: Record | dict, data: dict) -> None:
    """Check that a payment names the account or card of its type, and no other, and that it may be used.

    Args:
        order: the order or subscription to pay, with FromCompanyID and FromUserID.
        data: the payment, whose ids get the spelling of the records.
    """
    if data["Type"] == "SpendingAccount" and not data["SpendingAccountID"]:
        message = "A payment of type SpendingAccount requires a SpendingAccountID."
        raise errors.bad_request("Payment.SpendingAccountIdMissing", message)
    if data["Type"] != "SpendingAccount" and data["SpendingAccountID"]:
        message = "Only a payment of type SpendingAccount can have a SpendingAccountID."
        raise errors.bad_request("Payment.CannotSetSpendingAccount", message)
    if data["Type"] != "CreditCard" and data["CreditCardID"]:
        message = "Only a payment of type CreditCard can have a CreditCardID."
        raise errors.bad_request("Payment.CannotSetCreditCard", message)
    buyer = records.find("Buyers", order["FromCompanyID"])
    if data["SpendingAccountID"]:
        account = _find_account(records, buyer, data["SpendingAccountID"])
        if not account["AllowAsPaymentMethod"]:
            message = "This spending account cannot pay for orders."
            raise errors.bad_request("Payment.SpendingAccountNotAllowed", message)
        data["SpendingAccountID"] = account.id
    if data["CreditCardID"]:
        data["CreditCardID"] = _find_card_id(records, order, buyer, data["CreditCardID"])


def _check_change(call: Call, order: Record, data: dict, old: Record) -> None:
    """Refuse a change that requires the role OrderAdmin."""
    _check_changeable(call, order, old)
    if data["Accepted"] != old["Accepted"]:
        _check_may_accept(call)


def _check_changeable(call: Call, order: Record, payment: Record) -> None:
    """Refuse to change an accepted payment, by card or of a submitted order, without OrderAdmin."""
    is_final = payment["Type"] == "CreditCard" or order["Status"] != "Unsubmitted"
    if payment["Accepted"] and is_final and not call.caller.has_role("OrderAdmin"):
        message = "Changing an accepted payment requires the role OrderAdmin."
        raise errors.bad_request("Payment.NotAuthorizedToPatch", message)


def _check_may_accept(call: Call) -> None:
    if not call.caller.has_role("OrderAdmin"):
        message = "Setting Accepted requires the role OrderAdmin."
        raise errors.bad_request("Payment.CannotPatchAccepted", message)


@before_deleting("Payments")
def _check_deletable(call: Call, payment: Record) -> None:
    _check_changeable(call, call.path_record(orders.ORDERS), payment)


def _find_account(records: Records, buyer: Record | None, id_: str) -> Record:
    account = records.find("SpendingAccounts", id_, buyer.num) if buyer else None
    return responses.require(account, "SpendingAccount", id_)


def _find_card_id(records: Records, order: Record | dict, buyer: Record | None, id_: str) -> str:
    if buyer and (card := records.find("CreditCards", id_, buyer.num)):
        return card.id
    user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    private = records.find("MeCreditCards", id_, user.num) if user else None
    return responses.require(private, "CreditCard", id_).id


def payments_of_order(records: Records, order: Record) -> list[Record]:
    return [p for p in records.where(_PAYMENTS, parent=order.num) if not p["OrderReturnID"]]


def submission_errors(records: Records, order: Record) -> list[errors.ApiError]:
    """Return the errors of the payments that prevent submitting an order."""
    problems = []
    spent: dict[str, Decimal] = {}
    for payment, amount in _amounts(records, order):
        if not payment["Accepted"]:
            message = f"The payment {payment.id} is not accepted."
            problems.append(errors.bad_request("Order.CannotSubmitWithUnaccceptedPayments", message))
        account = _spending_account(records, order, payment)
        if account is None:
            continue
        spent[account.id] = spent.get(account.id, Decimal(0)) + amount
        if money(account["Balance"]) < spent[account.id] and not _may_exceed_balance(records, order, account):
            message = f"The balance of {account.id} is too low."
            problems.append(errors.bad_request("Payment.ExceedsBalance", message))
    return problems


def _amounts(records: Records, order: Record) -> list[tuple[Record, Decimal]]:
    """Return each payment with its amount; one without an amount pays the remainder."""
    payments = payments_of_order(records, order)
    remaining = money(order["Total"]) - sum((money(p["Amount"]) for p in payments), Decimal(0))
    return [
        (p, money(p["Amount"]) if p["Amount"] is not None else max(remaining, Decimal(0))) for p in payments
    ]


def _spending_account(records: Records, order: Record, payment: Record) -> Record | None:
    buyer = records.find("Buyers", order["FromCompanyID"])
    id_ = payment["SpendingAccountID"]
    return records.find("SpendingAccounts", id_, buyer.num) if buyer and id_ else None


def _may_exceed_balance(records: Records, order: Record, account: Record) -> bool:
    assigned = records.where(
        "SpendingAccountAssignments", parent=account.parent_num, SpendingAccountID=account.id
    )
    user = records.find("Users", order["FromUserID"] or "", account.parent_num)
    where = identity.membership(records, user) if user else None
    return any(a["AllowExceed"] and (where is None or _is_assigned(a, where)) for a in assigned)


def _is_assigned(assignment: Record, where: identity.Membership) -> bool:
    """Whether an assignment applies to a user: directly, by a group, or by the buyer."""
    if assignment["UserID"]:
        return assignment["UserID"].casefold() == where.user
    return not assignment["UserGroupID"] or assignment["UserGroupID"].casefold() in where.groups


def charge_accounts(records: Records, order: Record) -> None:
    """Subtract the payments of an order from its spending accounts."""
    for payment, amount in _amounts(records, order):
        if account := _spending_account(records, order, payment):
            records.update(account, account.data | {"Balance": money(account["Balance"]) - amount})


@handles("Payments.CreateTransaction")
def create_transaction(call: Call) -> Response:
    payment = call.path_record(_PAYMENTS)
    data = bodies.defaults(CATALOGUE.models["PaymentTransaction"]) | call.checked_body()
    data["ID"] = ids.requested_or_new(call.records, data["ID"])
    data["Currency"] = data["Currency"] or payment["Currency"]
    if any(t["ID"].casefold() == data["ID"].casefold() for t in payment["Transactions"]):
        raise errors.id_exists("PaymentTransaction", data["ID"])
    changed = payment.data | {"Transactions": [*payment["Transactions"], data]}
    return responses.respond(call, call.records.update(payment, changed))


@handles("Payments.DeleteTransaction")
def delete_transaction(call: Call) -> Response:
    payment = call.path_record(_PAYMENTS)
    transaction_id = call.path_params["transactionid"]
    remaining = [t for t in payment["Transactions"] if t["ID"].casefold() != transaction_id.casefold()]
    if len(remaining) == len(payment["Transactions"]):
        raise errors.not_found("PaymentTransaction", transaction_id)
    call.records.update(payment, payment.data | {"Transactions": remaining})
    return NO_CONTENT
