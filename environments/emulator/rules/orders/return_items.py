"""The items of order returns: their lines, quantities and refunds."""

from decimal import Decimal

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.resources import responses
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.storage.records import Record, Records

_CLOSED_STATUSES = ("Canceled", "Declined")


def check_items(call: Call, order: Record, data: dict, old: Record | None) -> None:
    """Check the items of an order return, and complete their quantities and refunds.

    An item without a quantity returns all that remains of its line. Quantity 0 is a refund without a return,
    whose amount a caller with OrderAdmin must give.

    Raises:
        ApiError: For a line or quantity that cannot be returned, and for a negative refund.
    """
    is_admin = call.caller.has_role("OrderAdmin")
    returned = _quantities_in_other_returns(call.records, order, old)
    line_ids: set[str] = set()
    without_quantity = _indexes_without_quantity(call)
    for index, item in enumerate(data["ItemsToReturn"]):
        id_ = item["LineItemID"] or ""
        line = responses.require(call.records.find("LineItems", id_, order.num), "LineItem", id_)
        if line.id in line_ids:
            message = "Each line item can be returned once in an order return."
            raise errors.bad_request("OrderReturn.CannotCreateDuplicateItemToReturn", message)
        line_ids.add(line.id)
        item["LineItemID"] = line.id
        _check_returnable(line, is_admin)
        remaining = _returnable_quantity(order, line) - returned.get(line.id, 0)
        if index in without_quantity:
            item["Quantity"] = max(remaining, 0)
        _check_quantity(item, line, remaining, is_admin)
        _complete_refund(item, line, is_admin)
    _complete_total_refund(call, data, is_admin)


def _check_returnable(line: Record, is_admin: bool) -> None:
    if not line["Product"]["Returnable"] and not is_admin:
        message = f"{line['ProductID']} cannot be returned."
        raise errors.bad_request("OrderReturn.ProductNotEligibleToReturn", message)


def _check_quantity(item: dict, line: Record, remaining: int, is_admin: bool) -> None:
    is_refund_only = item["Quantity"] == 0 and is_admin and item["RefundAmount"] is not None
    if not is_refund_only and not 1 <= item["Quantity"] <= remaining:
        message = f"{max(remaining, 0)} of {line.id} can be returned."
        raise errors.bad_request("OrderReturn.ItemQuantityExceeded", message)


def _returnable_quantity(order: Record, line: Record) -> int:
    """Return the quantity of a line that can be returned: in an open order, only what has been shipped."""
    return line["Quantity"] if order["Status"] == "Completed" else line["QuantityShipped"] or 0


def _quantities_in_other_returns(records: Records, order: Record, old: Record | None) -> dict[str, int]:
    """Return the quantities in the other returns of an order, by the id of the line."""
    quantities: dict[str, int] = {}
    for other in records.where("OrderReturns", OrderID=order.id):
        if other["Status"] in _CLOSED_STATUSES or (old and other.num == old.num):
            continue
        for item in other["ItemsToReturn"]:
            quantities[item["LineItemID"]] = quantities.get(item["LineItemID"], 0) + item["Quantity"]
    return quantities


def _indexes_without_quantity(call: Call) -> set[int]:
    """Return the indexes of the items in the body of the call that give no quantity."""
    given = next((value for name, value in call.body.items() if name.lower() == "itemstoreturn"), None)
    return {
        index
        for index, item in enumerate(given or ())
        if all(name.lower() != "quantity" or value is None for name, value in item.items())
    }


def _complete_refund(item: dict, line: Record, is_admin: bool) -> None:
    if item["RefundAmount"] is None or not is_admin:
        share = Decimal(line["LineTotal"] or 0) * item["Quantity"] / line["Quantity"]
        item["RefundAmount"] = money(share)
    if item["RefundAmount"] < 0:
        raise _negative_refund_error()


def _complete_total_refund(call: Call, data: dict, is_admin: bool) -> None:
    """Set the total refund to the sum of the items, unless a caller with OrderAdmin gives it."""
    given = {name.lower() for name in call.body}
    if not (is_admin and "refundamount" in given and data["RefundAmount"] is not None):
        data["RefundAmount"] = sum((money(i["RefundAmount"]) for i in data["ItemsToReturn"]), Decimal(0))
    if data["RefundAmount"] < 0:
        raise _negative_refund_error()


def _negative_refund_error() -> errors.ApiError:
    message = "RefundAmount must not be negative."
    return errors.bad_request("OrderReturn.RefundAmountMustNotBeNegative", message)
