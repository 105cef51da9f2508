"""Repeating a submitted order: a new order with those of its items that can still be bought."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import Response, json_response
from environments.emulator.rules.orders import addresses, line_copies, orders, totals
from environments.emulator.storage.records import Record

_LINE_ITEMS = CATALOGUE.resources["LineItems"]
_OF_ORDER = ("FromCompanyID", "FromUserID", "ToCompanyID", "BillingAddressID", "ShippingAddressID", "xp")
_ADDRESSES = ("BillingAddressID", "ShippingAddressID")


@handles("Orders.Repeat")
def repeat(call: Call) -> Response:
    """Create an unsubmitted order at today's prices, and list the items that it leaves out."""
    repeated = call.path_record(orders.ORDERS)
    if not repeated["IsSubmitted"]:
        message = "Only a submitted order can be repeated."
        raise errors.bad_request("Order.AllowedOnSubmittedOnly", message)
    given = call.checked_body() if call.raw_body else {}
    copied = {name: repeated[name] for name in _OF_ORDER}
    for name in _ADDRESSES:
        copied[name] = _known_address(call, repeated, repeated[name])
    order = crud.create_record(call, orders.ORDERS, 0, copied | given)
    # The rules of line items find their order by the path.
    call.path_params["orderid"] = order.id
    unavailable: list[JsonObject] = []
    missing: set[str] = set()
    lines = totals.line_items(call.records, repeated)
    for line in line_copies.bundles_first(lines):
        error = _no_bundle(line) if line["BundleItemID"] in missing else _copy(call, order, line)
        if error:
            missing.add(line.id)
            unavailable.append({"ProductID": line["ProductID"], "Error": error.entries[0]})
    order = totals.update_totals(call.records, call.records.get_by_num(orders.ORDERS, order.num))
    content = {"Order": responses.with_computed(call.records, order), "UnavailableItems": unavailable}
    return json_response(call.operation.status, content)


def _known_address(call: Call, order: Record, id_: str | None) -> str | None:
    """Return the id of an address if it still exists."""
    if not id_:
        return None
    found = addresses.find_saved_address(call.records, order["FromCompanyID"], order["FromUserID"], id_)
    return id_ if found else None


def _no_bundle(line: Record) -> errors.ApiError:
    return errors.not_found("BundleItem", line["BundleItemID"])


def _copy(call: Call, order: Record, line: Record) -> errors.ApiError | None:
    """Add a line to the new order; return the error if its product cannot be bought as it was."""
    data = line_copies.new_line(line)
    data["ShippingAddressID"] = _known_address(call, order, line["ShippingAddressID"])
    changes = dict(call.records.changes)
    call.records.connection.execute("SAVEPOINT repeated_line")
    try:
        crud.create_record(call, _LINE_ITEMS, order.num, data)
    except errors.ApiError as error:
        call.records.connection.execute("ROLLBACK TO repeated_line")
        call.records.changes = changes
        return error
    finally:
        call.records.connection.execute("RELEASE repeated_line")
    return None
