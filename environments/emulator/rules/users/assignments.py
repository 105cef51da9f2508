"""Required properties of assignments to users, groups and companies."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record


@before_saving("AddressAssignments")
def _check_use(call: Call, data: dict, old: Record | None) -> None:
    if not data["IsShipping"] and not data["IsBilling"]:
        message = "IsShipping or IsBilling must be true."
        raise errors.bad_request("AddressAssignment.MustBeBillingOrShipping", message)


@before_saving("UserGroupAssignments", "AdminUserGroupAssignments", "SupplierUserGroupAssignments")
def _require_user_and_group(call: Call, data: dict, old: Record | None) -> None:
    for name in ("UserGroupID", "UserID"):
        if not data[name]:
            raise errors.required(name)


@before_saving("SpecProductAssignments")
def _require_spec_and_product(call: Call, data: dict, old: Record | None) -> None:
    for name in ("SpecID", "ProductID"):
        if not data[name]:
            raise errors.required(name)
