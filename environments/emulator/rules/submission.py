"""Submitting an order: what it must have, who must approve it, and what follows once it is open."""

from environments.emulator import dates, errors, presenting
from environments.emulator.acting import answers
from environments.emulator.calls import NOTHING, Answer, Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record
from environments.emulator.rules import (
    approvalrules,
    currencies,
    fulfilment,
    integrationcalls,
    linestock,
    messages,
    orderpromotions,
    orders,
    ordertotals,
    payments,
)

_APPROVALS = CATALOGUE.kinds["OrderApprovals"]


@answers("Orders.Validate", transaction="read")
def validate(call: Call) -> Answer:
    faults = _faults(call, call.above(orders.ORDERS))
    if faults:
        raise errors.together(faults)
    return NOTHING


def _faults(call: Call, order: Record) -> list[errors.Refusal]:
    """Everything that keeps an order from being submitted."""
    found = []
    if order["Status"] != "Unsubmitted":
        message = f"The order is {order['Status']}."
        return [errors.invalid("Order.CannotSubmitBadStatus", message)]
    lines = ordertotals.items(call.records, order)
    if not lines:
        message = "The order has no line items."
        found.append(errors.invalid("Order.CannotSubmitWithNoLineItems", message))
    found += linestock.faults(call.records, lines)
    if integrationcalls.must_calculate(call, order):
        message = "The order has not been calculated by its integration event."
        found.append(errors.invalid("Order.CannotSubmitUncalculatedOrder", message))
    if currency_fault := currencies.fault(call.records, order):
        found.append(currency_fault)
    found += orderpromotions.faults(call.records, order, lines)
    return found + payments.faults(call.records, order)


@answers("Orders.Submit", transaction="own")
def submit(call: Call) -> Answer:
    with call.writing():
        order = call.above(orders.ORDERS)
        if faults := _faults(call, order):
            raise errors.together(faults)
        for old in call.records.where(_APPROVALS, parent=order.num):
            call.records.remove(old)
        approvals = approvalrules.request_approvals(call.records, order)
        if approvals:
            order = call.records.update(order, order.data | {"Status": "AwaitingApproval"})
            messages.of_order(call, "OrderSubmittedForApproval", order)
        else:
            order = open_(call, order, "OrderSubmitted")
    event = "/ordersubmitforapproval" if approvals else "/ordersubmit"
    integrationcalls.after_submit(call, order, event)
    with call.reading():
        return presenting.answer(call, call.records.numbered(orders.ORDERS, order.num))


def open_(call: Call, order: Record, message: str) -> Record:
    """The order passes to the seller: stock, accounts and promotions are used, suppliers get their part."""
    records = call.records
    order = ordertotals.refresh(records, order)
    for line in ordertotals.items(records, order):
        linestock.take(records, line, line["Quantity"])
    payments.settle(records, order)
    orderpromotions.redeem(records, order)
    now = dates.now()
    changes = {"Status": "Open", "IsSubmitted": True, "DateSubmitted": now, "LastUpdated": now}
    order = records.update(order, order.data | changes)
    messages.of_order(call, message, order)
    fulfilment.forward_automatically(call, order)
    return order
