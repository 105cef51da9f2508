"""Changes that the status of an order allows."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.storage.records import Record


def check_modifiable(call: Call, order: Record) -> None:
    """Refuse to change a submitted order without the role OrderAdmin."""
    if order["Status"] != "Unsubmitted" and not call.caller.has_role("OrderAdmin"):
        raise errors.bad_request("Order.CannotModifySubmitted", "The order has been submitted.")
