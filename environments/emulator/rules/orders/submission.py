"""Submission of orders: validation, approval, and the effects of opening an order."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.catalog import currencies
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.orders import (
    approval_rules,
    discounts,
    fulfillment,
    integration_events,
    line_products,
    line_stock,
    orders,
    payments,
    totals,
)
from environments.emulator.storage.records import Record
from environments.emulator.values import dates

_APPROVALS = CATALOGUE.resources["OrderApprovals"]


@handles("Orders.Validate", transaction="read")
def validate(call: Call) -> Response:
    submission_errors = _submission_errors(call, call.path_record(orders.ORDERS))
    if submission_errors:
        raise errors.combine(submission_errors)
    return NO_CONTENT


def _submission_errors(call: Call, order: Record) -> list[errors.ApiError]:
    """Return all errors that prevent submitting an order."""
    problems = []
    if order["Status"] != "Unsubmitted":
        message = f"The order is {order['Status']}."
        return [errors.bad_request("Order.CannotSubmitBadStatus", message)]
    lines = totals.line_items(call.records, order)
    if not lines:
        message = "The order has no line items."
        problems.append(errors.bad_request("Order.CannotSubmitWithNoLineItems", message))
    problems += line_products.submission_errors(call, lines)
    problems += line_stock.submission_errors(call.records, lines)
    if integration_events.needs_calculation(call, order):
        message = "The order has not been calculated by its integration event."
        problems.append(errors.bad_request("Order.CannotSubmitUncalculatedOrder", message))
    if currency_error := currencies.order_error(call.records, order):
        problems.append(currency_error)
    problems += discounts.submission_errors(call.records, order, lines)
    return problems + payments.submission_errors(call.records, order)


@handles("Orders.Submit", transaction="own")
def submit(call: Call) -> Response:
    with call.write_transaction():
        order = call.path_record(orders.ORDERS)
        if submission_errors := _submission_errors(call, order):
            raise errors.combine(submission_errors)
        for old in call.records.where(_APPROVALS, parent=order.num):
            call.records.remove(old)
        approvals = approval_rules.request_approvals(call.records, order)
        if approvals:
            order = call.records.update(order, order.data | {"Status": "AwaitingApproval"})
            messages.send_for_order(call, "OrderSubmittedForApproval", order)
        else:
            order = open_order(call, order, "OrderSubmitted")
    event = "/ordersubmitforapproval" if approvals else "/ordersubmit"
    integration_events.notify_event(call, order, event)
    with call.read_transaction():
        return responses.respond(call, call.records.get_by_num(orders.ORDERS, order.num))


def open_order(call: Call, order: Record, message: str) -> Record:
    """Open an order: reduce stock, charge accounts, redeem promotions and forward lines to suppliers."""
    records = call.records
    order = totals.update_totals(records, order)
    for line in totals.line_items(records, order):
        line_stock.reduce_stock(records, line, line["Quantity"])
    payments.charge_accounts(records, order)
    discounts.redeem(records, order)
    now = dates.now()
    changes = {"Status": "Open", "IsSubmitted": True, "DateSubmitted": now, "LastUpdated": now}
    order = records.update(order, order.data | changes)
    messages.send_for_order(call, message, order)
    fulfillment.forward_automatically(call, order)
    return order
