"""Inventory records that only some buyers see: assignments to buyers and their user groups."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import before_deleting
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records

_PRODUCTS = CATALOGUE.resources["Products"]
_ASSIGNMENTS = {
    "InventoryRecords": "InventoryRecordAssignments",
    "VariantInventoryRecords": "VariantInventoryRecordAssignments",
}


def visible_records(records: Records, context: BuyerContext, parent: Record) -> list[Record]:
    """Return the inventory records of a product or a variant that a user sees."""
    resource = "InventoryRecords" if parent.resource is _PRODUCTS else "VariantInventoryRecords"
    return [r for r in records.where(resource, parent=parent.num) if is_visible(records, context, r)]


def is_visible(records: Records, context: BuyerContext, record: Record) -> bool:
    """Whether a user sees an inventory record: all do unless its AllowAllBuyers is false."""
    if record["AllowAllBuyers"] is not False:
        return True
    resource = _ASSIGNMENTS[record.resource.name]
    assignments = records.where(resource, parent=record.parent_num, InventoryRecordID=record.id)
    return any(context.is_assigned(assignment) for assignment in assignments)


@before_deleting("InventoryRecords", "VariantInventoryRecords")
def _check_not_ordered(call: Call, record: Record) -> None:
    """Refuse to delete an inventory record of lines in orders that are open or await approval."""
    if not call.is_newest_version:
        return
    product = call.path_record(_PRODUCTS)
    for line in call.records.where("LineItems", ProductID=product.id):
        if (line["InventoryRecordID"] or "").casefold() != record.id.casefold():
            continue
        order = call.records.get_by_num("Orders", line.parent_num)
        if order["Status"] in ("Open", "AwaitingApproval"):
            message = "Open orders take their products from this inventory record."
            raise errors.conflict("InventoryRecord.OpenOrdersExist", message, {"Orders": [order.id]})
