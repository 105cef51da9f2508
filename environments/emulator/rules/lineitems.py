"""Line items: what is ordered, as it stood when it was put there, and what it costs."""

from decimal import Decimal

from environments.emulator import dates, errors, presenting
from environments.emulator.acting import (
    after_deleting,
    after_saving,
    answers,
    before_deleting,
    before_saving,
)
from environments.emulator.calls import Answer, Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.records import Record, Records
from environments.emulator.rules import (
    inventory,
    orderaddresses,
    orderparts,
    orders,
    ordertotals,
    pricing,
    variants,
)
from environments.emulator.rules import specs as product_specs
from environments.emulator.rules.pricing import money
from environments.emulator.rules.visibility import Shopper

_LINE_ITEMS = CATALOGUE.kinds["LineItems"]
_PRODUCT_FIELDS = tuple(CATALOGUE.models["LineItemProduct"].fields)
_VARIANT_FIELDS = tuple(CATALOGUE.models["LineItemVariant"].fields)


@before_saving("LineItems")
def _prepare(call: Call, data: dict, old: Record | None) -> None:
    order = call.above(orders.ORDERS)
    orders.check_open(call, order)
    if old:
        data["ProductID"] = old["ProductID"]
    product, shopper = _product(call, order, data["ProductID"])
    data |= {"ProductID": product.id, "Product": {name: product[name] for name in _PRODUCT_FIELDS}}
    data["SupplierID"] = product["DefaultSupplierID"]
    data["DateAdded"] = (old["DateAdded"] if old else None) or dates.now()
    data["ShipFromAddressID"] = data["ShipFromAddressID"] or product["ShipFromAddressID"]
    owner = product["DefaultSupplierID"] or call.organization.marketplace_id
    ship_from = inventory.owners_address(call.records, owner, data["ShipFromAddressID"])
    data["ShipFromAddress"] = ship_from.data if ship_from else None
    _ship_to(call, order, data, old)
    data["Specs"] = _specs(call.records, product, data["Specs"])
    variant = variants.of_options(
        call.records, product, {(s["SpecID"], s["OptionID"] or "") for s in data["Specs"]}
    )
    if variant and not variant["Active"] and shopper:
        raise errors.not_found("Variant", variant.id)
    data["Variant"] = {name: variant[name] for name in _VARIANT_FIELDS} if variant else None
    _check_stock(call.records, product, variant, data)
    _price(call, order, product, shopper, data, old)


def _product(call: Call, order: Record, id_: str) -> tuple[Record, Shopper | None]:
    """The product, as the buyer of the order may see it."""
    buyer = call.records.find("Buyers", order["FromCompanyID"])
    user = call.records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
    if user is None:
        found = call.records.find("Products", id_)
        return presenting.require(found, "Product", id_), None
    shopper = Shopper.of(call.records, user)
    return presenting.require(shopper.product(id_), "Product", id_), shopper


def _ship_to(call: Call, order: Record, data: dict, old: Record | None) -> None:
    before = old["ShippingAddressID"] if old else None
    if data["ShippingAddressID"] is None and old is None:
        data["ShippingAddressID"], data["ShippingAddress"] = orderaddresses.for_new_item(call.records, order)
    elif data["ShippingAddressID"]:
        id_ = data["ShippingAddressID"]
        found = orderaddresses.saved(call.records, order["FromCompanyID"], order["FromUserID"], id_)
        if found is None:
            raise errors.not_found("Address", id_)
        data |= {"ShippingAddressID": found["ID"], "ShippingAddress": found}
    elif before:
        data["ShippingAddress"] = None


def _specs(records: Records, product: Record, given: list[dict]) -> list[dict]:
    """The specs of the line with their names and markups; required ones fall back to their default."""
    by_id = {(spec["SpecID"] or "").casefold(): spec for spec in given}
    found = []
    for spec, assignment in product_specs.of_product(records, product):
        line = by_id.pop(spec.id.casefold(), None) or {"OptionID": None, "Value": None}
        option_id = line["OptionID"] or (
            None if line["Value"] else assignment["DefaultOptionID"] or spec["DefaultOptionID"]
        )
        value = line["Value"] or assignment["DefaultValue"] or spec["DefaultValue"]
        if option_id:
            option = records.find("SpecOptions", option_id, spec.num)
            if option is None:
                raise errors.invalid("Spec.OptionNotFound", f"{spec.id} has no option {option_id}.")
            shown = variants.shown(spec, option)
            found.append(shown | ({"Value": value} if option["IsOpenText"] and value else {}))
        elif value and spec["AllowOpenText"]:
            blank = {"OptionID": None, "PriceMarkupType": "NoMarkup", "PriceMarkup": None}
            found.append({"SpecID": spec.id, "Name": spec["Name"], "Value": value} | blank)
        elif spec["Required"]:
            raise errors.invalid("Spec.InvalidSpecConfiguration", f"The spec {spec.id} is required.")
    if by_id:
        raise errors.not_found("Spec", next(iter(by_id.values()))["SpecID"] or "")
    return found


def _check_stock(records: Records, product: Record, variant: Record | None, data: dict) -> None:
    record = stock_record(records, product, variant, data["InventoryRecordID"])
    if data["InventoryRecordID"] and record is None:
        raise errors.not_found("InventoryRecord", data["InventoryRecordID"])
    left = inventory.available(product, variant, record)
    if left is not None and data["Quantity"] > left:
        raise errors.invalid("Inventory.InsufficientQuantity", f"Only {left} are available.")


def stock_record(records: Records, product: Record, variant: Record | None, id_: str | None) -> Record | None:
    if not id_:
        return None
    if (product["Inventory"] or {}).get("VariantLevelTracking") and variant:
        return records.find("VariantInventoryRecords", id_, variant.num)
    return records.find("InventoryRecords", id_, product.num)


def _price(
    call: Call, order: Record, product: Record, shopper: Shopper | None, data: dict, old: Record | None
) -> None:
    schedule = pricing.schedule_for(call.records, product, shopper, order["ToCompanyID"])
    data["PriceScheduleID"] = schedule.id if schedule else None
    quantity = data["Quantity"]
    if schedule and schedule["UseCumulativeQuantity"]:
        others = [i for i in ordertotals.items(call.records, order) if i["ProductID"] == product.id]
        quantity += sum(i["Quantity"] for i in others if old is None or i.num != old.num)
    if schedule and (fault := pricing.quantity_fault(schedule, quantity)):
        raise errors.invalid("LineItem.InvalidQuantity", fault)
    price = pricing.unit_price(schedule, quantity) if schedule else None
    if price is not None:
        price = pricing.with_markups(price, data["Specs"], data["Quantity"])
    wanted = data["UnitPrice"]
    kept = old is not None and old["PriceOverridden"] and "unitprice" not in {n.lower() for n in call.body}
    overridden = kept or (
        wanted is not None and wanted != price and (old is None or wanted != old["UnitPrice"])
    )
    if overridden and not kept and not call.caller.holds("OverrideUnitPrice"):
        raise errors.invalid("LineItem.OverrideUnitPricePermission", "UnitPrice is worked out by the server.")
    data["PriceOverridden"] = bool(overridden)
    data["UnitPrice"] = wanted if overridden else price
    data["LineSubtotal"] = money(Decimal(data["UnitPrice"] or 0) * data["Quantity"])
    data["PromotionDiscount"] = data["PromotionDiscount"] or Decimal(0)
    data["LineTotal"] = data["LineSubtotal"] - money(data["PromotionDiscount"])
    data["QuantityShipped"] = (old["QuantityShipped"] if old else None) or 0


@after_saving("LineItems")
def _add_up(call: Call, record: Record, old: Record | None) -> Record:
    _changed(call)
    return call.records.numbered(_LINE_ITEMS, record.num)


@before_deleting("LineItems")
def _may_delete(call: Call, record: Record) -> None:
    orders.check_open(call, call.above(orders.ORDERS))


@after_deleting("LineItems")
def _add_up_without(call: Call, record: Record) -> None:
    _changed(call)


def _changed(call: Call) -> None:
    """Add the order up anew; what its event worked out before holds no more."""
    order = call.above(orders.ORDERS)
    orderparts.forget(call.records, order, "OrderCalculateResponse")
    ordertotals.refresh(call.records, order)


@answers("LineItems.ListAcrossOrders", transaction="read")
def across_orders(call: Call) -> Answer:
    """Line items of every order that an order list of this direction would show."""
    selection = Selection(orders.ORDERS)
    orders.of_party(call, selection)
    if call.path["direction"].lower() != "all" and not call.caller.holds("UnsubmittedOrderReader"):
        selection.where("f_Status <> 'unsubmitted'")
    orders.narrow(call, selection)
    items = []
    for order in call.records.page(selection, "row", 0, -1):
        whole = presenting.whole(call.records, order)
        for line in ordertotals.items(call.records, order):
            items.append({"OrderID": order.id, "Order": whole} | line.data)
    return presenting.answer_items(call, items)
