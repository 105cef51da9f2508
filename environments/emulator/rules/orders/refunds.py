"""Payments that refund order returns: their amounts, and the completion of the return."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import after_saving
from environments.emulator.resources import responses
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import orders
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates


def check_refund(records: Records, order: Record, data: dict, old: Record | None) -> None:
    """Check a payment of an order return.

    Raises:
        ApiError: For a return of another order, an amount that is not negative, and too large a refund.
    """
    refunded = records.find("OrderReturns", data["OrderReturnID"])
    if refunded and refunded["OrderID"].casefold() != order.id.casefold():
        refunded = None
    order_return = responses.require(refunded, "OrderReturn", data["OrderReturnID"])
    data["OrderReturnID"] = order_return.id
    amount = data["Amount"]
    if amount is None or amount >= 0:
        if old and amount == 0:
            return
        message = "The amount of a payment of an order return must be negative."
        raise errors.bad_request("OrderReturn.PaymentValueMustBeNegative", message)
    payments = [p for p in records.where("Payments", parent=order.num) if p["OrderReturnID"]]
    others = [p for p in payments if old is None or p.num != old.num]
    of_return = [p for p in others if p["OrderReturnID"].casefold() == order_return.id.casefold()]
    exceeds_return = _total_refunded(of_return) - amount > money(order_return["RefundAmount"])
    if exceeds_return or _total_refunded(others) - amount > money(order["Total"]):
        message = "The refunds exceed the RefundAmount of the order return, or the order's total."
        raise errors.bad_request("OrderReturn.TotalRefundsExceedRefundAmount", message)


def _total_refunded(payments: list[Record]) -> Decimal:
    return -sum((money(p["Amount"]) for p in payments), Decimal(0))


@after_saving("Payments")
def _complete_return(call: Call, payment: Record, old: Record | None) -> None:
    """Complete an open order return once it has been refunded in full."""
    if not payment["OrderReturnID"]:
        return
    order_return = call.records.get("OrderReturns", payment["OrderReturnID"])
    order = call.path_record(orders.ORDERS)
    paid = call.records.where("Payments", parent=order.num, OrderReturnID=order_return.id)
    if order_return["Status"] == "Open" and _total_refunded(paid) == money(order_return["RefundAmount"]):
        now = dates.now()
        changes = {"Status": "Completed", "DateCompleted": now, "LastUpdated": now}
        call.records.update(order_return, order_return.data | changes)
