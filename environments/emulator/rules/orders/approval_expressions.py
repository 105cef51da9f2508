"""Validation of the expressions of approval rules."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.expressions.validation import ExpressionScope, check_condition
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record


@before_saving("ApprovalRules")
def _check_rule(call: Call, data: dict, old: Record | None) -> None:
    check_condition(data["RuleExpression"], "RuleExpression", ExpressionScope.APPROVAL_RULE)


@before_saving("SellerApprovalRules")
def _check_seller_rule(call: Call, data: dict, old: Record | None) -> None:
    check_condition(data["RuleExpression"], "RuleExpression", ExpressionScope.RETURN_RULE)
    if data.get("ApprovalType") == "Order":
        message = "Only order returns can be approved by the seller."
        raise errors.invalid_value("ApprovalType", message)
