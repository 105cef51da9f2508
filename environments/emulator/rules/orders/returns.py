"""Order returns: from the buyer's wish to the seller's word on it, and what is paid back."""

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


# seeing


@restricts("OrderReturns")
def _restrict_to_party(call: Call, selection: Selection) -> None:
    """Those of the company's own orders; a mere shopper sees those of its own orders."""
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
def _payment_ids(records: Records, found: list[Record]) -> list[dict]:
    return [{"PaymentIDs": [p.id for p in records.where("Payments", OrderReturnID=r.id)]} for r in found]


# beginning and changing


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
    wanted = call.path["lineitemid"].casefold()
    left = [i for i in record["ItemsToReturn"] if i["LineItemID"].casefold() != wanted]
    if len(left) == len(record["ItemsToReturn"]):
        raise errors.not_found("OrderReturnItem", call.path["lineitemid"])
    refund = sum((money(i["RefundAmount"]) for i in left), Decimal(0))
    changes = {"ItemsToReturn": left, "RefundAmount": refund, "LastUpdated": dates.now()}
    return responses.respond(call, call.records.update(record, record.data | changes))


# its way


@handles("OrderReturns.Submit", transaction="own")
def submit(call: Call) -> Response:
    refund = _refund_from_event(call)
    with call.writing():
        record = call.path_record(_RETURNS)
        if record["Status"] != "Unsubmitted":
            raise _status_error(record)
        data = record.data | refund
        if not data["RefundAmount"]:
            raise errors.bad_request(
                "OrderReturn.CannotCompleteNoRefund", "The order return refunds nothing."
            )
        rules = _matching_rules(call, record)
        for rule in rules:
            call.records.insert(_APPROVALS, _new_approval(record, rule), record.num)
        now = dates.now()
        data |= {"Status": "AwaitingApproval" if rules else "Open", "LastUpdated": now}
        data["DateSubmitted"] = None if rules else now
        return responses.respond(call, call.records.update(record, data))


def _refund_from_event(call: Call) -> dict:
    """What the OrderReturn event of the caller's client says is to be paid back; empty when there is none."""
    with call.reading():
        record = call.path_record(_RETURNS)
        event = integration_events.event_of_client(call, "OrderReturnIntegrationEventID")
        order = call.records.find(orders.ORDERS, record["OrderID"])
        shown: JsonObject = {"OrderReturn": responses.with_computed(call.records, record)}
        shown["OrderWorksheet"] = build_worksheet(call.records, order) if order else None
    if event is None or call.caller.has_role("OrderAdmin"):
        return {}
    answer = integration_events.call_event(call, event, "/calculateorderreturn", shown)
    amounts = {i.get("LineItemID"): i.get("RefundAmount") for i in answer.get("ItemsToReturnCalcs") or ()}
    items = [
        item | {"RefundAmount": money(amounts.get(item["LineItemID"], item["RefundAmount"]))}
        for item in record["ItemsToReturn"]
    ]
    total = answer.get("RefundAmount")
    total = money(total) if total is not None else None
    if total is None:
        total = sum((money(item["RefundAmount"]) for item in items), Decimal(0))
    return {"ItemsToReturn": items, "RefundAmount": total}


def _matching_rules(call: Call, record: Record) -> list[Record]:
    """The seller's rules that an order return meets now and was not asked about before."""
    order = call.records.get(orders.ORDERS, record["OrderID"])
    lines = [line.data for line in totals.line_items(call.records, order)]
    context = EvaluationContext(call.records, order, order.data, lines, record)
    asked = {a["ApprovalRuleID"].casefold() for a in call.records.where(_APPROVALS, parent=record.num)}
    rules = [r for r in call.records.select("SellerApprovalRules") if r.id.casefold() not in asked]
    return [r for r in rules if is_true(r["RuleExpression"], context)]


def _new_approval(record: Record, rule: Record) -> dict:
    blank = bodies.defaults(_APPROVALS.model)
    return blank | {
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
    """The users who may decide on an approval: those of the group, at the company that owns the rule."""
    rule = records.find("SellerApprovalRules", approval["ApprovalRuleID"])
    supplier = records.find("Suppliers", rule["OwnerID"]) if rule else None
    resource, parent = ("SupplierUsers", supplier.num) if supplier else ("AdminUsers", 0)
    return user_groups.members(records, resource, parent, {approval["ApprovingGroupID"].casefold()})


def _may_decide(call: Call, approval: Record) -> bool:
    """The default user of the marketplace is in no group, and decides on everything."""
    if call.user is None:
        return True
    asked = _approvers(call.records, approval)
    return any((u.resource.name, u.num) == (call.user.resource.name, call.user.num) for u in asked)


def _decide(call: Call, record: Record, status: str) -> None:
    """Write the caller's decision on every approval that its groups are asked for."""
    if record["Status"] != "AwaitingApproval":
        raise _status_error(record)
    asked = [a for a in _pending_approvals(call.records, record) if _may_decide(call, a)]
    if not asked:
        message = "This user is not asked to approve the order return."
        raise errors.bad_request("Order.NotEligibleToApprove", message)
    comments = call.checked_body().get("Comments") if call.raw_body else None
    for approval in asked:
        changes = {"Status": status, "DateCompleted": dates.now(), "Comments": comments}
        changes["Approver"] = orders.user_snapshot(call.user)
        call.records.update(approval, approval.data | changes)


@handles("OrderReturns.Approve")
def approve(call: Call) -> Response:
    record = call.path_record(_RETURNS)
    _decide(call, record, "Approved")
    # Rules that waited for this approval by order.approved().
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
    asked = [u for a in _pending_approvals(call.records, record) for u in _approvers(call.records, a)]
    found = {(user.resource.name, user.num): user for user in asked}
    return responses.respond_items(
        call, [responses.with_computed(call.records, user) for user in found.values()]
    )
