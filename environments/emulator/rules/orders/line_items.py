"""Line items: the ordered product as it was when the line was added, its specs, stock and price."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import (
    after_deleting,
    after_saving,
    before_deleting,
    before_saving,
    handles,
)
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog import inventory, variants
from environments.emulator.rules.catalog import specs as product_specs
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.orders import (
    ad_hoc_products,
    addresses,
    line_overrides,
    line_prices,
    line_stock,
    orders,
    stored_results,
    totals,
)
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_LINE_ITEMS = CATALOGUE.resources["LineItems"]
_PRODUCT_FIELDS = tuple(CATALOGUE.models["LineItemProduct"].fields)
_VARIANT_FIELDS = tuple(CATALOGUE.models["LineItemVariant"].fields)


@before_saving("LineItems")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    order = call.path_record(orders.ORDERS)
    orders.check_modifiable(call, order)
    if old:
        _check_fixed_fields(order, data, old)
    elif call.token_caller and call.token_caller.invitation_id:
        data["InvitationID"] = call.token_caller.invitation_id
    if old is None and ad_hoc_products.set_product(call, data):
        _set_shipping_address(call, order, data, old)
        return
    product, buyer_context = _find_product(call, order, data["ProductID"], old)
    if product is None:
        assert old is not None  # _find_product refuses a new line of an unknown product
        _copy_product_fields(call, data, old)
        _set_shipping_address(call, order, data, old)
        return
    check_purchasable(product, data)
    set_product_fields(call, product, data, old)
    _set_shipping_address(call, order, data, old)
    data["Specs"] = complete_specs(call.records, product, data["Specs"])
    variant = find_variant(call.records, product, data["Specs"])
    if variant and not variant["Active"] and buyer_context:
        raise errors.not_found("Variant", variant.id)
    data["Variant"] = variant_fields(variant)
    if buyer_context:
        line_stock.check_visible(buyer_context, product, variant, data, old)
    line_stock.check_quantity(call.records, order, product, variant, data, old)
    line_prices.set_price(call, order, product, buyer_context, data, old)


def check_purchasable(product: Record, data: dict) -> None:
    """Refuse a line of a parent product, and one of a bundle that was not added as a bundle."""
    if product["IsBundle"] and not data["IsBundle"]:
        message = f"{product.id} is a bundle, which is added with its items."
        raise errors.bad_request("LineItem.CannotPurchaseBundleProduct", message)
    if product["IsParent"]:
        message = f"{product.id} is a parent product; only its child products can be ordered."
        raise errors.bad_request("LineItem.CannotPurchaseParentProduct", message)


def set_product_fields(call: Call, product: Record, data: dict, old: Record | None) -> None:
    """Set the properties of a line that come from its product."""
    data |= {"ProductID": product.id, "Product": {name: product[name] for name in _PRODUCT_FIELDS}}
    data["SupplierID"] = product["DefaultSupplierID"]
    data["DateAdded"] = (old["DateAdded"] if old else None) or dates.now()
    data["ShipFromAddressID"] = data["ShipFromAddressID"] or product["ShipFromAddressID"]
    owner = product["DefaultSupplierID"] or product["OwnerID"]
    ship_from = inventory.owner_address(call.records, owner, data["ShipFromAddressID"])
    data["ShipFromAddress"] = ship_from.data if ship_from else None


def find_variant(records: Records, product: Record, specs: list[dict]) -> Record | None:
    """Return the variant that the options of a line's specs name; None if there is none."""
    options = {(spec["SpecID"], spec["OptionID"] or "") for spec in specs}
    return variants.find_by_options(records, product, options)


def variant_fields(variant: Record | None) -> dict | None:
    """Return what a line copies of its variant."""
    return {name: variant[name] for name in _VARIANT_FIELDS} if variant else None


def _check_fixed_fields(order: Record, data: dict, old: Record) -> None:
    """Refuse to change the product, and the inventory record once the order has been submitted."""
    if (data["ProductID"] or "").casefold() != old["ProductID"].casefold():
        message = "The product of a line item cannot be changed."
        raise errors.bad_request("LineItem.CannotChangeProductID", message)
    before, after = ((line["InventoryRecordID"] or "").casefold() for line in (old, data))
    if before != after and order["Status"] != "Unsubmitted":
        message = "InventoryRecordID cannot be changed once the order has been submitted."
        raise errors.bad_request("Order.CannotModifySubmitted", message)


def _find_product(
    call: Call, order: Record, id_: str, old: Record | None
) -> tuple[Record | None, BuyerContext | None]:
    """Return the product and the context of the order's buyer user, who must be able to see it.

    In a submitted order, a line keeps a product that the user no longer sees; None when it was deleted, and
    for an ad-hoc product.
    """
    buyer_context = BuyerContext.of_order(call.records, order)
    if old and order["Status"] != "Unsubmitted":
        return call.records.find("Products", id_), buyer_context
    product = buyer_context.find_product(id_) if buyer_context else call.records.find("Products", id_)
    if (
        product is None
        and call.is_newest_version
        and old
        and line_overrides.is_ad_hoc(call.records, order, old)
    ):
        return None, buyer_context
    return responses.require(product, "Product", id_), buyer_context


def _copy_product_fields(call: Call, data: dict, old: Record) -> None:
    """Copy all properties that came from a product, now deleted, from the stored line."""
    copied = ("ProductID", "Product", "Variant", "Specs", "SupplierID", "PriceScheduleID")
    data |= {name: old[name] for name in (*copied, "ShipFromAddressID", "ShipFromAddress", "DateAdded")}
    line_prices.set_former_price(call, data, old)


def _set_shipping_address(call: Call, order: Record, data: dict, old: Record | None) -> None:
    before = old["ShippingAddressID"] if old else None
    if data["ShippingAddressID"] is None and old is None:
        data["ShippingAddressID"], data["ShippingAddress"] = addresses.address_for_new_line(
            call.records, order
        )
    elif data["ShippingAddressID"]:
        id_ = data["ShippingAddressID"]
        saved = addresses.find_saved_address(call.records, order["FromCompanyID"], order["FromUserID"], id_)
        if saved is None:
            raise errors.not_found("Address", id_)
        data |= {"ShippingAddressID": saved["ID"], "ShippingAddress": saved}
    elif before:
        data["ShippingAddress"] = None


def complete_specs(records: Records, product: Record, given: list[dict]) -> list[dict]:
    """Return the specs of a line with names, markups and default values.

    Raises:
        ApiError: For required specs without a value, and for specs that the product does not have.
    """
    by_id = {(spec["SpecID"] or "").casefold(): spec for spec in given}
    completed, missing = [], []
    for spec, assignment in product_specs.specs_of_product(records, product):
        value = _complete_spec(records, spec, assignment, by_id.pop(spec.id.casefold(), None))
        if value:
            completed.append(value)
        elif spec["Required"]:
            missing.append(spec.id)
    if missing:
        message = f"A value is required for {', '.join(missing)}."
        raise errors.bad_request("Spec.OneOrMoreRequiresValue", message, {"Specs": missing})
    if by_id:
        raise errors.not_found("Spec", next(iter(by_id.values()))["SpecID"] or "")
    return completed


def _complete_spec(records: Records, spec: Record, assignment: Record, given: dict | None) -> dict | None:
    """Return a spec of a line with its given or default option or text; None when it has neither."""
    option_id, text = (given["OptionID"], given["Value"]) if given else (None, None)
    if not option_id and not text:
        option_id = assignment["DefaultOptionID"] or spec["DefaultOptionID"]
    text = text or assignment["DefaultValue"] or spec["DefaultValue"]
    if option_id:
        option = records.find("SpecOptions", option_id, spec.num)
        if option is None:
            raise errors.bad_request("Spec.OptionNotFound", f"{spec.id} has no option {option_id}.")
        value = variants.spec_value(spec, option)
        return value | {"Value": text} if option["IsOpenText"] and text else value
    if text and spec["AllowOpenText"]:
        no_option = {"OptionID": None, "PriceMarkupType": "NoMarkup", "PriceMarkup": None}
        return {"SpecID": spec.id, "Name": spec["Name"], "Value": text} | no_option
    return None


@after_saving("LineItems")
def _update_order(call: Call, record: Record, old: Record | None) -> Record:
    line_stock.adjust_stock(call.records, call.path_record(orders.ORDERS), old, record)
    _recalculate_order(call, record)
    return call.records.get_by_num(_LINE_ITEMS, record.num)


@before_deleting("LineItems")
def _check_deletable(call: Call, record: Record) -> None:
    orders.check_modifiable(call, call.path_record(orders.ORDERS))


@after_deleting("LineItems")
def _update_order_after_deletion(call: Call, record: Record) -> None:
    line_stock.adjust_stock(call.records, call.path_record(orders.ORDERS), record, None)
    _recalculate_order(call, record)


def _recalculate_order(call: Call, line: Record) -> None:
    """Update the prices and totals of an order, and discard its event's calculation."""
    order = call.path_record(orders.ORDERS)
    stored_results.delete_results(call.records, order, "OrderCalculateResponse")
    line_prices.reprice_product_lines(call.records, order, line)
    totals.update_totals(call.records, order)


@handles("LineItems.ListAcrossOrders", transaction="read")
def list_across_orders(call: Call) -> Response:
    """List the line items of the orders that an order list of this direction shows."""
    selection = Selection(orders.ORDERS)
    orders.restrict_to_party(call, selection)
    orders.restrict_to_submitted(call, selection, "Order.")
    orders.apply_list_parameters(call, selection)
    items = []
    for order in call.records.page(selection, "row", 0, -1):
        order_data = responses.with_computed(call.records, order)
        for line in totals.line_items(call.records, order):
            items.append({"OrderID": order.id, "Order": order_data} | line.data)
    return responses.respond_items(call, items)
