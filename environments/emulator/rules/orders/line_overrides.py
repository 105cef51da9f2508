"""What the response of a calculation changes of a line: its price, its ad-hoc product, or that it exists."""

from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.rules.catalog.pricing import money
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage import references
from environments.emulator.storage.records import Record, Records

_AD_HOC_PRODUCT = CATALOGUE.models["AdHocProduct"]


def is_ad_hoc(records: Records, order: Record, line: Record) -> bool:
    """Return whether the product of a line is ad hoc.

    It has a price that is from no price schedule, and the catalog does not show it to the user of the order.
    """
    if line["UnitPrice"] is None or line["PriceScheduleID"] or line["IsBundle"]:
        return False
    context = BuyerContext.of_order(records, order)
    id_ = line["ProductID"]
    return (context.find_product(id_) if context else records.find("Products", id_)) is None


def apply(call: Call, order: Record, override: JsonObject) -> None:
    """Change a line of an order, or remove it from an unsubmitted one."""
    line = call.records.find("LineItems", override["LineItemID"] or "", order.num)
    if line is None:
        return
    if call.is_newest_version and override["Remove"] and order["Status"] == "Unsubmitted":
        for item in call.records.where("LineItems", parent=order.num, BundleItemID=line.id):
            references.delete(call.records, item)
        references.delete(call.records, line)
        return
    changes = _product(call.records, order, line, override) if call.is_newest_version else {}
    if override["UnitPrice"] is not None:
        subtotal = money(money(override["UnitPrice"]) * line["Quantity"])
        changes |= {"UnitPrice": override["UnitPrice"], "PriceOverridden": True, "LineSubtotal": subtotal}
    if changes:
        call.records.update(line, line.data | changes)


def _product(records: Records, order: Record, line: Record, override: JsonObject) -> JsonObject:
    """Return the changed ad-hoc product; properties that have their default are left as they are."""
    if not override.get("Product") or not is_ad_hoc(records, order, line):
        return {}
    defaults = bodies.defaults(_AD_HOC_PRODUCT)
    given = {n: v for n, v in override["Product"].items() if v != defaults[n] and n != "ID"}
    return {"Product": line["Product"] | given}
