"""The members of user groups."""

from environments.emulator.storage.records import Record, Records

_ASSIGNMENTS = {
    "Users": "UserGroupAssignments",
    "AdminUsers": "AdminUserGroupAssignments",
    "SupplierUsers": "SupplierUserGroupAssignments",
}


def members(records: Records, resource: str, parent: int, groups: set[str]) -> list[Record]:
    """Return the users of a resource, under a parent, who are in any of the groups (folded ids)."""
    by_num: dict[int, Record] = {}
    for assignment in records.where(_ASSIGNMENTS[resource], parent=parent):
        if assignment["UserGroupID"].casefold() in groups:
            user = records.get(resource, assignment["UserID"], parent)
            by_num[user.num] = user
    return list(by_num.values())
