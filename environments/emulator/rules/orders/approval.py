"""Approving and declining orders, by users of the approving groups."""

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.integrations import messages
from environments.emulator.rules.orders import (
    approval_rules,
    integration_events,
    orders,
    payments,
    submission,
)
from environments.emulator.rules.users import groups as user_groups
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_APPROVALS = CATALOGUE.resources["OrderApprovals"]


@handles("Orders.Approve", transaction="own")
def approve(call: Call) -> Response:
    with call.write_transaction():
        order = call.path_record(orders.ORDERS)
        _decide(call, order, "Approved")
        if requested := approval_rules.request_approvals(call.records, order):
            messages.notify_approvers(call, order, requested)
        if _pending_approvals(call.records, order):
            return responses.respond(call, order)
        if payment_errors := payments.submission_errors(call.records, order):
            raise errors.combine(payment_errors)
        order = call.records.update(order, order.data | {"DateApproved": dates.now()})
        order = submission.open_order(call, order, "OrderApproved")
    integration_events.notify_event(call, order, "/orderapproved")
    with call.read_transaction():
        return responses.respond(call, call.records.get_by_num(orders.ORDERS, order.num))


@handles("Orders.Decline")
def decline(call: Call) -> Response:
    """Decline an order, or return it to be changed and submitted again."""
    order = call.path_record(orders.ORDERS)
    info = _decide(call, order, "Declined")
    status = "Unsubmitted" if info.get("AllowResubmit") else "Declined"
    changes = {"Status": status, "DateDeclined": dates.now(), "LastUpdated": dates.now()}
    order = call.records.update(order, order.data | changes)
    messages.send_for_order(call, "OrderDeclined", order)
    return responses.respond(call, order)


def _pending_approvals(records: Records, order: Record) -> list[Record]:
    return [a for a in records.where(_APPROVALS, parent=order.num) if a["Status"] == "Pending"]


def _decide(call: Call, order: Record, status: str) -> dict:
    """Set the status of every pending approval of the caller's groups.

    Returns:
        The body of the call, with comments and AllowResubmit.
    """
    if order["Status"] != "AwaitingApproval":
        message = f"The order is {order['Status']} and is not awaiting approval."
        raise errors.bad_request("Order.MustBeAwaitingApproval", message)
    pending = _pending_approvals(call.records, order)
    if call.caller.user_type == "buyer":
        own = {group.id.casefold() for group in identity.groups(call.records, call.required_user)}
        pending = [a for a in pending if a["ApprovingGroupID"].casefold() in own]
    if not pending:
        raise errors.bad_request("Order.NotEligibleToApprove", "This user cannot approve the order.")
    info = call.checked_body() if call.raw_body else {}
    for approval in pending:
        changes = {
            "Status": status,
            "DateCompleted": dates.now(),
            "Approver": orders.user_snapshot(call.user),
            "Comments": info.get("Comments"),
            "AllowResubmit": bool(info.get("AllowResubmit")) and status == "Declined",
        }
        call.records.update(approval, approval.data | changes)
    return info


@handles("Orders.ListApprovals", transaction="read")
def list_approvals(call: Call) -> Response:
    order = call.path_record(orders.ORDERS)
    return responses.respond_items(call, [a.data for a in call.records.where(_APPROVALS, parent=order.num)])


@handles("Orders.ListEligibleApprovers", transaction="read")
def list_eligible_approvers(call: Call) -> Response:
    """List the users of the groups with pending approvals."""
    order = call.path_record(orders.ORDERS)
    buyer = call.records.find("Buyers", order["FromCompanyID"])
    groups = {a["ApprovingGroupID"].casefold() for a in _pending_approvals(call.records, order)}
    members = user_groups.members(call.records, "Users", buyer.num if buyer else -1, groups)
    return responses.respond_items(call, [responses.with_computed(call.records, user) for user in members])
