"""The groups that approval rules name: checked rules, and the people in those groups."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.expressions.validation import Place, check_condition
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record, Records

_ASSIGNMENTS = {
    "Users": "UserGroupAssignments",
    "AdminUsers": "AdminUserGroupAssignments",
    "SupplierUsers": "SupplierUserGroupAssignments",
}


@before_saving("ApprovalRules")
def _check_rule(call: Call, data: dict, old: Record | None) -> None:
    check_condition(data["RuleExpression"], "RuleExpression", Place.APPROVAL_RULE)


@before_saving("SellerApprovalRules")
def _check_seller_rule(call: Call, data: dict, old: Record | None) -> None:
    check_condition(data["RuleExpression"], "RuleExpression", Place.RETURN_RULE)
    if data.get("ApprovalType") == "Order":
        message = "Only order returns can be approved by the seller."
        raise errors.validation("ApprovalType", message)


def members(records: Records, kind: str, parent: int, groups: set[str]) -> list[Record]:
    """The users of a kind, under a parent, who are in any of the groups (folded ids)."""
    found: dict[int, Record] = {}
    for assignment in records.where(_ASSIGNMENTS[kind], parent=parent):
        if assignment["UserGroupID"].casefold() in groups:
            user = records.get(kind, assignment["UserID"], parent)
            found[user.num] = user
    return list(found.values())
