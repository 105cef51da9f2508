"""The approval rules of a buyer, and the approvals that they require of an order."""

from environments.emulator.auth import identity
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.expressions.context import EvaluationContext
from environments.emulator.expressions.evaluation import is_true
from environments.emulator.rules.orders import totals
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_APPROVALS = CATALOGUE.resources["OrderApprovals"]


def request_approvals(records: Records, order: Record) -> list[Record]:
    """Request the approvals of all rules that match the order and have not been requested before.

    A rule of a group of the order's user counts as approved, so that rules which depend on it by
    `order.approved()` match.

    Returns:
        The new approvals, which are pending.
    """
    buyer = records.find("Buyers", order["FromCompanyID"])
    rules = records.where("ApprovalRules", parent=buyer.num) if buyer else []
    if buyer is None or not rules:
        return []
    lines = [line.data for line in totals.line_items(records, order)]
    context = EvaluationContext(records, order, order.data, lines)
    user = records.find("Users", order["FromUserID"] or "", buyer.num)
    own = {group.id.casefold() for group in identity.groups(records, user)} if user else set()
    requested = {a["ApprovalRuleID"].casefold() for a in records.where(_APPROVALS, parent=order.num)}
    open_rules = [rule for rule in rules if rule.id.casefold() not in requested]
    own_rules = [rule for rule in open_rules if rule["ApprovingGroupID"].casefold() in own]
    while matching := [rule for rule in own_rules if is_true(rule["RuleExpression"], context)]:
        context.approved_rules.update(rule.id.casefold() for rule in matching)
        own_rules = [rule for rule in own_rules if rule not in matching]
    to_request = [
        rule
        for rule in open_rules
        if rule["ApprovingGroupID"].casefold() not in own and is_true(rule["RuleExpression"], context)
    ]
    return [records.insert(_APPROVALS, _new_approval(rule), order.num) for rule in to_request]


def _new_approval(rule: Record) -> dict:
    return {
        "AllowResubmit": False,
        "ApprovalRuleID": rule.id,
        "ApprovingGroupID": rule["ApprovingGroupID"],
        "Status": "Pending",
        "DateCreated": dates.now(),
        "DateCompleted": None,
        "Approver": None,
        "Comments": None,
    }
