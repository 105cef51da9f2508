"""Billing and shipping addresses of orders and line items, saved ones by id or given in full."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.orders import stored_results, totals
from environments.emulator.rules.orders.status import check_modifiable
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_ADDRESS = CATALOGUE.models["Address"]
_ORDERS, _LINE_ITEMS = CATALOGUE.resources["Orders"], CATALOGUE.resources["LineItems"]


def find_saved_address(records: Records, company: str, user: str | None, id_: str) -> dict | None:
    """Return a saved address by id: the buyer's, the user's private one, or the seller's for its orders."""
    buyer = records.find("Buyers", company)
    if buyer is None:
        saved = records.find("AdminAddresses", id_)
        return saved.data if saved else None
    saved = records.find("Addresses", id_, buyer.num)
    if saved:
        return saved.data
    owner = records.find("Users", user or "", buyer.num)
    private = records.find("MeAddresses", id_, owner.num) if owner else None
    return {name: private[name] for name in _ADDRESS.fields} if private else None


def apply_saved_addresses(call: Call, order: dict, old: Record | None) -> None:
    """Copy the named billing address into an order, and its shipping address into its line items."""
    for name in ("BillingAddressID", "ShippingAddressID"):
        if order[name]:
            saved = find_saved_address(call.records, order["FromCompanyID"], order["FromUserID"], order[name])
            if saved is None:
                raise errors.not_found("Address", order[name])
            order[name] = saved["ID"]
            if name == "BillingAddressID":
                order["BillingAddress"] = saved
    if not order["BillingAddressID"] and old and old["BillingAddressID"]:
        order["BillingAddress"] = None
    if old and order["ShippingAddressID"] and order["ShippingAddressID"] != old["ShippingAddressID"]:
        address = find_saved_address(
            call.records, order["FromCompanyID"], order["FromUserID"], order["ShippingAddressID"]
        )
        stored_results.delete_results(call.records, old, "ShippingAddress")
        _set_line_addresses(call.records, old, order["ShippingAddressID"], address)


def _set_line_addresses(records: Records, order: Record, id_: str | None, address: dict | None) -> None:
    for item in records.where(_LINE_ITEMS, parent=order.num):
        records.update(item, item.data | {"ShippingAddressID": id_, "ShippingAddress": address})


def address_for_new_line(records: Records, order: Record) -> tuple[str | None, dict | None]:
    """Return the id and the address of the order's shipping address for a new line item."""
    if order["ShippingAddressID"]:
        id_ = order["ShippingAddressID"]
        return id_, find_saved_address(records, order["FromCompanyID"], order["FromUserID"], id_)
    return None, stored_results.get_result(records, order, "ShippingAddress")


def _address_from_body(call: Call, before: dict | None) -> dict:
    """Return the address in the body; for a PATCH, applied to the address `before`."""
    if call.operation.method == "PATCH":
        return (before or bodies.defaults(_ADDRESS)) | call.checked_body()
    required = [n for n in call.operation.required if n not in ("State", "Zip") or _requires_state(call)]
    return bodies.defaults(_ADDRESS) | call.checked_body(tuple(required)) | {"DateCreated": dates.now()}


def _requires_state(call: Call) -> bool:
    return str(call.body.get("Country") or "").upper() in ("US", "CA", "")


def _check_patchable(call: Call, record: Record, field: str, address: dict | None) -> None:
    """Refuse to PATCH a saved address, or one that does not exist."""
    if call.operation.method != "PATCH":
        return
    if record[field]:
        message = f"{field} refers to a saved address. Change the saved address instead."
        raise errors.bad_request(f"{field.removesuffix('ID')}.CannotPatchSetByID", message)
    if address is None and record.resource is _LINE_ITEMS:
        message = "The line item has no address to change."
        raise errors.bad_request("LineItem.CannotPatchShippingAddressIfMissing", message)
    if address is None:
        message = "The order has no such address to change."
        raise errors.bad_request(f"{field.removesuffix('ID')}.CannotModifyNotFound", message)


@handles("Orders.SetBillingAddress", "Orders.PatchBillingAddress")
def set_billing_address(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    check_modifiable(call, order)
    _check_patchable(call, order, "BillingAddressID", order["BillingAddress"])
    address = _address_from_body(call, order["BillingAddress"])
    data = order.data | {"BillingAddressID": None, "BillingAddress": address, "LastUpdated": dates.now()}
    return responses.respond(call, call.records.update(order, data))


@handles("Orders.SetShippingAddress", "Orders.PatchShippingAddress")
def set_shipping_address(call: Call) -> Response:
    order = call.path_record(_ORDERS)
    check_modifiable(call, order)
    before = stored_results.get_result(call.records, order, "ShippingAddress")
    _check_patchable(call, order, "ShippingAddressID", before)
    address = _address_from_body(call, before)
    stored_results.save_result(call.records, order, "ShippingAddress", address)
    _set_line_addresses(call.records, order, None, address)
    data = order.data | {"ShippingAddressID": None, "LastUpdated": dates.now()}
    return responses.respond(call, call.records.update(order, data))


@handles("LineItems.SetShippingAddress", "LineItems.PatchShippingAddress")
def set_line_shipping_address(call: Call) -> Response:
    check_modifiable(call, call.path_record(_ORDERS))
    item = call.path_record(_LINE_ITEMS)
    _check_patchable(call, item, "ShippingAddressID", item["ShippingAddress"])
    address = _address_from_body(call, item["ShippingAddress"])
    data = item.data | {"ShippingAddressID": None, "ShippingAddress": address}
    item = call.records.update(item, data)
    totals.update_totals(call.records, call.path_record(_ORDERS))
    return responses.respond(call, item)
