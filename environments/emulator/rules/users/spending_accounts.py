"""Spending accounts of buyers."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record


@before_saving("SpendingAccounts")
def _check_redemption_code(call: Call, data: dict, old: Record | None) -> None:
    """Check that no other spending account of the buyer has the redemption code."""
    if not data["RedemptionCode"]:
        return
    buyer = call.path_record(CATALOGUE.resources["Buyers"])
    for other in call.records.where("SpendingAccounts", buyer.num, RedemptionCode=data["RedemptionCode"]):
        if old is None or other.num != old.num:
            message = "Another spending account of the buyer has this redemption code."
            raise errors.conflict("SpendingAccount.InvalidRedemptionCode", message)
