"""The stock of line items: checked when a line needs more, adjusted as an open order changes."""

from environments.emulator import errors
from environments.emulator.rules.catalog import inventory, inventory_assignments
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record, Records


def stock_of_line(
    records: Records, line: Record | dict
) -> tuple[Record | None, Record | None, Record | None]:
    """Return the product, variant and inventory record of a line; no product when it was deleted."""
    product = records.find("Products", line["ProductID"])
    if product is None:
        return None, None, None
    variant = records.find("Variants", line["Variant"]["ID"], product.num) if line["Variant"] else None
    return product, variant, _find_inventory_record(records, product, variant, line["InventoryRecordID"])


def _find_inventory_record(
    records: Records, product: Record, variant: Record | None, id_: str | None
) -> Record | None:
    if not id_:
        return None
    if (product["Inventory"] or {}).get("VariantLevelTracking") and variant:
        return records.find("VariantInventoryRecords", id_, variant.num)
    return records.find("InventoryRecords", id_, product.num)


def submission_errors(records: Records, lines: list[Record]) -> list[errors.ApiError]:
    """Return the errors of lines that together exceed the available stock."""
    quantities: dict[tuple, int] = {}
    for line in lines:
        quantities[_stock_location(line)] = quantities.get(_stock_location(line), 0) + line["Quantity"]
    insufficient = []
    for source, quantity in quantities.items():
        line = next(line for line in lines if _stock_location(line) == source)
        product, variant, record = stock_of_line(records, line)
        if product is None:
            continue
        available = inventory.available_quantity(product, variant, record)
        if available is not None and quantity > available:
            insufficient.append(_insufficient_error(product, available))
    return insufficient


def _insufficient_error(product: Record, available: int) -> errors.ApiError:
    message = f"Only {available} of {product.id} are available."
    return errors.bad_request("Inventory.Insufficient", message, {"QuantityAvailable": available})


def check_quantity(
    records: Records, order: Record, product: Record, variant: Record | None, data: dict, old: Record | None
) -> None:
    """Refuse a quantity that exceeds the stock; an unchanged quantity is not checked again.

    An open order has already reduced the stock, so only its additional quantity counts.
    """
    record = _find_inventory_record(records, product, variant, data["InventoryRecordID"])
    unmoved = old if old is not None and _stock_location(old) == _stock_location(data) else None
    if data["InventoryRecordID"] and record is None and unmoved is None:
        raise errors.not_found("InventoryRecord", data["InventoryRecordID"])
    if unmoved is not None and data["Quantity"] == unmoved["Quantity"]:
        return
    reserved = unmoved["Quantity"] if unmoved is not None and order["Status"] == "Open" else 0
    additional = data["Quantity"] - reserved
    available = inventory.available_quantity(product, variant, record)
    if available is not None and additional > max(available, 0):
        raise _insufficient_error(product, available)


def check_visible(
    context: BuyerContext, product: Record, variant: Record | None, data: dict, old: Record | None
) -> None:
    """Refuse an inventory record that the user does not see; a line keeps the one that it has."""
    id_ = data["InventoryRecordID"]
    if not id_ or (old and (old["InventoryRecordID"] or "").casefold() == id_.casefold()):
        return
    record = _find_inventory_record(context.records, product, variant, id_)
    if record is None or not inventory_assignments.is_visible(context.records, context, record):
        raise errors.not_found("InventoryRecord", id_)


def adjust_stock(records: Records, order: Record, old: Record | None, line: Record | None) -> None:
    """Adjust the stock by the change of a line of an open order; None stands for no line."""
    if order["Status"] != "Open":
        return
    if old and line and _stock_location(old) == _stock_location(line):
        reduce_stock(records, line, line["Quantity"] - old["Quantity"])
        return
    if old:
        reduce_stock(records, old, -old["Quantity"])
    if line:
        reduce_stock(records, line, line["Quantity"])


def reduce_stock(records: Records, line: Record, count: int) -> None:
    """Reduce the stock of a line; a negative count increases it."""
    product, variant, record = stock_of_line(records, line)
    if product and count:
        inventory.reduce_stock(records, product, variant, record, count)


def _stock_location(line: Record | dict) -> tuple[str, str, str]:
    """Return what identifies the stock of a line: product, variant and inventory record."""
    variant = (line["Variant"] or {}).get("ID")
    product, record = line["ProductID"] or "", line["InventoryRecordID"] or ""
    return product.casefold(), (variant or "").casefold(), record.casefold()
