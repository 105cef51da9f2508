"""Submitting an order: what it must have, who must approve it, and what follows once it is open."""

from environments.emulator import dates, errors, presenting
from environments.emulator.acting import answers
from environments.emulator.calls import NOTHING, Answer, Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.records import Record, Records
from environments.emulator.rules import (
    approvalrules,
    fulfilment,
    integrationcalls,
    inventory,
    lineitems,
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
    for line in lines:
        if fault := _stock_fault(call.records, line):
            found.append(fault)
    if integrationcalls.must_calculate(call, order):
        message = "The order has not been calculated by its integration event."
        found.append(errors.invalid("Order.CannotSubmitUncalculatedOrder", message))
    found += orderpromotions.faults(call.records, order, lines)
    return found + payments.faults(call.records, order)


def _stock_fault(records: Records, line: Record) -> errors.Refusal | None:
    product, variant, record = _stock(records, line)
    left = inventory.available(product, variant, record) if product else None
    if left is None or line["Quantity"] <= left:
        return None
    message = f"Only {left} of {line['ProductID']} are available."
    return errors.invalid("Inventory.InsufficientQuantity", message)


def _stock(records: Records, line: Record) -> tuple[Record | None, Record | None, Record | None]:
    product = records.find("Products", line["ProductID"])
    if product is None:
        return None, None, None
    variant = records.find("Variants", line["Variant"]["ID"], product.num) if line["Variant"] else None
    return product, variant, lineitems.stock_record(records, product, variant, line["InventoryRecordID"])


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
        product, variant, record = _stock(records, line)
        if product:
            inventory.take(records, product, variant, record, line["Quantity"])
    payments.settle(records, order)
    orderpromotions.redeem(records, order)
    now = dates.now()
    changes = {"Status": "Open", "IsSubmitted": True, "DateSubmitted": now, "LastUpdated": now}
    order = records.update(order, order.data | changes)
    messages.of_order(call, message, order)
    fulfilment.forward_automatically(call, order)
    return order
