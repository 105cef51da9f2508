"""What a buyer user sees of a product beside it: its inventory records and its sellers."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.rules.catalog import discounts, inventory_assignments, pricing
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.rules.me.user import buyer_context
from environments.emulator.rules.users import buyers
from environments.emulator.storage.records import Record


def _product(call: Call, context: BuyerContext) -> Record:
    id_ = call.path_params["productid"]
    return responses.require(context.find_product(id_), "Product", id_)


@handles("Me.ListProductInventoryRecords", transaction="read")
def list_inventory_records(call: Call) -> Response:
    context = buyer_context(call)
    return _respond_records(call, context, _product(call, context))


@handles("Me.ListVariantInventoryRecords", transaction="read")
def list_variant_inventory_records(call: Call) -> Response:
    context = buyer_context(call)
    product, id_ = _product(call, context), call.path_params["variantid"]
    variant = call.records.find(CATALOGUE.resources["Variants"], id_, product.num)
    if variant is None or not variant["Active"]:
        raise errors.not_found("Variant", id_)
    return _respond_records(call, context, variant)


def _respond_records(call: Call, context: BuyerContext, parent: Record) -> Response:
    """Return the visible inventory records, with their addresses if `includeAddress` is true."""
    visible = inventory_assignments.visible_records(call.records, context, parent)
    items = responses.all_with_computed(call.records, visible) if visible else []
    if (call.query("includeAddress") or "").lower() != "true":
        items = [item | {"Address": None} for item in items]
    return responses.respond_items(call, items)


@handles("Me.ListProductSellers", transaction="read")
def list_sellers(call: Call) -> Response:
    """List the marketplace and the product's suppliers that the buyer can order from, with their prices."""
    context = buyer_context(call)
    product = _product(call, context)
    links = call.records.where("ProductSuppliers", ProductID=product.id)
    selling = {link["SupplierID"].casefold() for link in links} | {
        call.organization.marketplace_id.casefold()
    }
    items = []
    for seller in buyers.sellers(call, context.buyer):
        if seller["ID"].casefold() in selling or product["AllSuppliersCanSell"]:
            schedule = pricing.schedule_for(call.records, product, context, seller["ID"])
            price = discounts.buyer_price_schedule(call.records, context, product, schedule)
            items.append(seller | {"PriceSchedule": price})
    return responses.respond_items(call, items)
