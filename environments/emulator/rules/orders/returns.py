"""Order returns: creation, submission, approval, and the amount that is refunded."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.evaluation import is_true
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import before_deleting, before_saving, computes, handles, restricts
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.orders import integration_events, orders, return_items, totals
from environments.emulator.rules.orders.worksheets import build_worksheet
from environments.emulator.rules.users import groups as user_groups
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_RETURNS = CATALOGUE.resources["OrderReturns"]
_APPROVALS = CATALOGUE.resources["OrderReturnApprovals"]


# visibility


@restricts("OrderReturns")
def _restrict_to_party(call: Call, selection: Selection) -> None:
    """Restrict to returns of the company's orders; without an order role, of the user's own."""
    if not call.company:
        return
    side = "f_FromCompanyID" if call.caller.user_type == "buyer" else "f_ToCompanyID"
    condition, values = f"org=? AND {side}=?", [call.organization.num, call.company.id.casefold()]
    if call.caller.user_type == "buyer" and not (
        call.caller.has_role("OrderAdmin") or call.caller.has_role("OrderReader")
    ):
        condition += " AND f_FromUserID=?"
        values.append(call.required_user.id.casefold())
    selection.where(f'f_OrderID IN (SELECT id FROM "Orders" WHERE {condition})', *values)


@handles("OrderReturns.List", transaction="read")
def list_returns(call: Call) -> Response:
    selection = Selection(_RETURNS)
    if (call.list_request.parameters.get("approvable") or "").lower() == "true":
        selection.where("body ->> '$.Status' = 'AwaitingApproval'")
    return responses.respond_page(call, selection)


@computes("OrderReturns")
def _payment_ids(records: Records, returns: list[Record]) -> list[dict]:
    return [{"PaymentIDs": [p.id for p in records.where("Payments", OrderReturnID=r.id)]} for r in returns]


# creation and changes


@before_saving("OrderReturns")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    if call.caller.anonymous:
        raise errors.ApiError(403, "Auth.AnonUserProhibited", "Sign in first.")
    order = _find_order(call, data)
    if old and old["Status"] != "Unsubmitted" and not call.caller.has_role("OrderAdmin"):
        raise _status_error(old)
    data["OrderID"] = order.id
    if old is None:
        data |= {"Status": "Unsubmitted", "DateCreated": dates.now()}
    data["LastUpdated"] = dates.now()
    return_items.check_items(call, order, data, old)


def _find_order(call: Call, data: dict) -> Record:
    order = call.records.find(orders.ORDERS, data["OrderID"] or "")
    if order is None or not call.can_see(order):
        raise errors.not_found("Order", data["OrderID"] or "")
    if order["Status"] not in ("Open", "Completed"):
        raise errors.bad_request("OrderReturn.OrderNotSubmitted", f"The order is {order['Status']}.")
    return order


@before_deleting("OrderReturns")
def _check_deletable(call: Call, record: Record) -> None:
    if record["Status"] != "Unsubmitted" and not call.caller.has_role("OrderAdmin"):
        raise _status_error(record)


def _status_error(record: Record) -> errors.ApiError:
    return errors.bad_request("OrderReturn.WrongStatus", f"The order return is {record['Status']}.")


@handles("OrderReturns.DeleteItem")
def delete_item(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    if record["Status"] != "Unsubmitted":
        raise _status_error(record)
    line_item_id = call.path_params["lineitemid"].casefold()
    remaining = [i for i in record["ItemsToReturn"] if i["LineItemID"].casefold() != line_item_id]
    if len(remaining) == len(record["ItemsToReturn"]):
        raise errors.not_found("OrderReturnItem", call.path_params["lineitemid"])
    refund = sum((money(i["RefundAmount"]) for i in remaining), Decimal(0))
    changes = {"ItemsToReturn": remaining, "RefundAmount": refund, "LastUpdated": dates.now()}
    return responses.respond(call, call.records.update(record, record.data | changes))


# status


@handles("OrderReturns.Submit", transaction="own")
def submit(call: Call) -> Response:
    refund = _refund_from_event(call)
    with call.write_transaction():
        record = call.path_record(_RETURNS)
        if record["Status"] != "Unsubmitted":
            raise _status_error(record)
        data = record.data | refund
        if not data["RefundAmount"]:
            raise errors.bad_request("OrderReturn.CannotCompleteNoRefund", "The order return has no refund.")
        rules = _matching_rules(call, record)
        for rule in rules:
            call.records.insert(_APPROVALS, _new_approval(record, rule), record.num)
        now = dates.now()
        data |= {"Status": "AwaitingApproval" if rules else "Open", "LastUpdated": now}
        data["DateSubmitted"] = None if rules else now
        return responses.respond(call, call.records.update(record, data))


def _refund_from_event(call: Call) -> dict:
    """Return the refund as the OrderReturn event of the caller's client calculates it; empty without one."""
    with call.read_transaction():
        record = call.path_record(_RETURNS)
        event = integration_events.event_of_client(call, "OrderReturnIntegrationEventID")
        order = call.records.find(orders.ORDERS, record["OrderID"])
        subject: JsonObject = {"OrderReturn": responses.with_computed(call.records, record)}
        subject["OrderWorksheet"] = build_worksheet(call.records, order) if order else None
    if event is None or call.caller.has_role("OrderAdmin"):
        return {}
    response = integration_events.call_event(call, event, "/calculateorderreturn", subject)
    amounts = {i.get("LineItemID"): i.get("RefundAmount") for i in response.get("ItemsToReturnCalcs") or ()}
    items = [
        item | {"RefundAmount": money(amounts.get(item["LineItemID"], item["RefundAmount"]))}
        for item in record["ItemsToReturn"]
    ]
    total = response.get("RefundAmount")
    total = money(total) if total is not None else None
    if total is None:
        total = sum((money(item["RefundAmount"]) for item in items), Decimal(0))
    return {"ItemsToReturn": items, "RefundAmount": total}


def _matching_rules(call: Call, record: Record) -> list[Record]:
    """Return the seller's rules that match an order return and have no approval yet."""
    order = call.records.get(orders.ORDERS, record["OrderID"])
    lines = [line.data for line in totals.line_items(call.records, order)]
    context = EvaluationContext(call.records, order, order.data, lines, record)
    requested = {a["ApprovalRuleID"].casefold() for a in call.records.where(_APPROVALS, parent=record.num)}
    rules = [r for r in call.records.select("SellerApprovalRules") if r.id.casefold() not in requested]
    return [r for r in rules if is_true(r["RuleExpression"], context)]


def _new_approval(record: Record, rule: Record) -> dict:
    defaults = bodies.defaults(_APPROVALS.model)
    return defaults | {
        "OrderReturnID": record.id,
        "ApprovalRuleID": rule.id,
        "ApprovingGroupID": rule["ApprovingGroupID"],
        "Status": "Pending",
        "DateCreated": dates.now(),
    }


def _change_status(call: Call, record: Record, status: str, **dates_set: str) -> Response:
    data = record.data | {"Status": status, "LastUpdated": dates.now()} | dates_set
    return responses.respond(call, call.records.update(record, data))


def _pending_approvals(records: Records, record: Record) -> list[Record]:
    return [a for a in records.where(_APPROVALS, parent=record.num) if a["Status"] == "Pending"]


def _approvers(records: Records, approval: Record) -> list[Record]:
    """Return the users who can decide on an approval: the group's, at the company that owns the rule."""
    rule = records.find("SellerApprovalRules", approval["ApprovalRuleID"])
    supplier = records.find("Suppliers", rule["OwnerID"]) if rule else None
    resource, parent = ("SupplierUsers", supplier.num) if supplier else ("AdminUsers", 0)
    return user_groups.members(records, resource, parent, {approval["ApprovingGroupID"].casefold()})


def _may_decide(call: Call, approval: Record) -> bool:
    """Whether the caller can decide on an approval; the default user, who is in no group, always can."""
    if call.user is None:
        return True
    approvers = _approvers(call.records, approval)
    return any((u.resource.name, u.num) == (call.user.resource.name, call.user.num) for u in approvers)


def _decide(call: Call, record: Record, status: str) -> None:
    """Set the status of every pending approval that the caller can decide on."""
    if record["Status"] != "AwaitingApproval":
        raise _status_error(record)
    approvals = [a for a in _pending_approvals(call.records, record) if _may_decide(call, a)]
    if not approvals:
        message = "This user cannot approve the order return."
        raise errors.bad_request("Order.NotEligibleToApprove", message)
    comments = call.checked_body().get("Comments") if call.raw_body else None
    for approval in approvals:
        changes = {"Status": status, "DateCompleted": dates.now(), "Comments": comments}
        changes["Approver"] = orders.user_snapshot(call.user)
        call.records.update(approval, approval.data | changes)


@handles("OrderReturns.Approve")
def approve(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    _decide(call, record, "Approved")
    # Rules that depend on this approval by order.approved().
    for rule in _matching_rules(call, record):
        call.records.insert(_APPROVALS, _new_approval(record, rule), record.num)
    if _pending_approvals(call.records, record):
        return responses.respond(call, record)
    return _change_status(call, record, "Open", DateApproved=dates.now(), DateSubmitted=dates.now())


@handles("OrderReturns.Decline")
def decline(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    _decide(call, record, "Declined")
    return _change_status(call, record, "Declined", DateDeclined=dates.now())


@handles("OrderReturns.Cancel")
def cancel(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    if record["Status"] not in ("Open", "AwaitingApproval"):
        raise _status_error(record)
    return _change_status(call, record, "Canceled", DateCanceled=dates.now())


@handles("OrderReturns.Complete")
def complete(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    if record["Status"] != "Open":
        raise _status_error(record)
    return _change_status(call, record, "Completed", DateCompleted=dates.now())


@handles("OrderReturns.ListApprovals", transaction="read")
def list_approvals(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    return responses.respond_items(call, [a.data for a in call.records.where(_APPROVALS, parent=record.num)])


@handles("OrderReturns.ListEligibleApprovers", transaction="read")
def list_eligible_approvers(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    approvers = [u for a in _pending_approvals(call.records, record) for u in _approvers(call.records, a)]
    approvers_by_key = {(user.resource.name, user.num): user for user in approvers}
    return responses.respond_items(
        call, [responses.with_computed(call.records, user) for user in approvers_by_key.values()]
    )
