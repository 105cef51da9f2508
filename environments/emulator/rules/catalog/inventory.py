"""Inventory: of a product, of its variants, or in records by address, on one level only."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import after_deleting, after_saving, before_saving, computes
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_INVENTORY_DEFAULTS = bodies.defaults(CATALOGUE.models["Inventory"])


def _tracks_variants(product: Record | dict) -> bool:
    return bool((product["Inventory"] or _INVENTORY_DEFAULTS)["VariantLevelTracking"])


def _variants(records: Records, product: Record) -> list[Record]:
    return records.where("Variants", parent=product.num)


def _variant_records(records: Records, product: Record) -> list[Record]:
    return [
        r for v in _variants(records, product) for r in records.where("VariantInventoryRecords", parent=v.num)
    ]


@before_saving("Products")
def _check_tracking_level(call: Call, data: dict, old: Record | None) -> None:
    """Refuse a change of the tracking level while the other level has records; restore computed sums."""
    if data["Inventory"] is None:
        return
    data["Inventory"]["LastUpdated"] = dates.now()
    if data["Inventory"]["Enabled"] and data["Inventory"]["QuantityAvailable"] is None:
        data["Inventory"]["QuantityAvailable"] = 0
    if old is None:
        return
    if _tracks_variants(data):
        conflicting = call.records.where("InventoryRecords", parent=old.num)
    else:
        conflicting = _variant_records(call.records, old)
    if conflicting:
        message = "The product has inventory records at the other level."
        raise errors.bad_request("InventoryConfiguration.InvalidVariantLevelTracking", message)
    total = _total_quantity(call.records, old, _tracks_variants(data))
    if total is not None:
        data["Inventory"]["QuantityAvailable"] = total


def _total_quantity(records: Records, product: Record, variants: bool) -> int | None:
    """Return the sum of a product's inventory records or variants; None when the product has neither."""
    if not variants:
        parts = records.where("InventoryRecords", parent=product.num)
        return sum(r["QuantityAvailable"] or 0 for r in parts) if parts else None
    parts = _variants(records, product)
    return sum((v["Inventory"] or {}).get("QuantityAvailable") or 0 for v in parts) if parts else None


def update_quantities(records: Records, product: Record) -> None:
    """Store the sums of inventory records and variants at the variants and the product."""
    product = records.get_by_num("Products", product.num)
    if _tracks_variants(product):
        for variant in _variants(records, product):
            inventory_records = records.where("VariantInventoryRecords", parent=variant.num)
            if inventory_records:
                quantity = sum(r["QuantityAvailable"] or 0 for r in inventory_records)
                stock = {"QuantityAvailable": quantity, "LastUpdated": dates.now()}
                records.update(variant, variant.data | {"Inventory": stock})
    total = _total_quantity(records, product, _tracks_variants(product))
    if product["Inventory"] is not None and total is not None:
        stock = product["Inventory"] | {"QuantityAvailable": total, "LastUpdated": dates.now()}
        records.update(product, product.data | {"Inventory": stock})


@before_saving("InventoryRecords", "VariantInventoryRecords")
def _check_record(call: Call, data: dict, old: Record | None) -> None:
    product = call.path_record(CATALOGUE.resources["Products"])
    by_variant = call.operation.resource is CATALOGUE.resources["VariantInventoryRecords"]
    if by_variant != _tracks_variants(product):
        level = "variant" if not by_variant else "product"
        message = f"This product tracks its inventory at {level} level."
        raise errors.bad_request("InventoryConfiguration.CannotCreateInventoryRecord", message)
    data["LastUpdated"] = dates.now()


@after_saving("InventoryRecords", "VariantInventoryRecords", "Variants")
def _update_quantities(call: Call, record: Record, old: Record | None) -> None:
    update_quantities(call.records, call.path_record(CATALOGUE.resources["Products"]))


@after_deleting("InventoryRecords", "VariantInventoryRecords")
def _update_quantities_after_deletion(call: Call, record: Record) -> None:
    update_quantities(call.records, call.path_record(CATALOGUE.resources["Products"]))


@before_saving("Variants")
def _complete_variant_inventory(call: Call, data: dict, old: Record | None) -> None:
    if data["Inventory"] is not None:
        data["Inventory"]["LastUpdated"] = dates.now()
        product = call.path_record(CATALOGUE.resources["Products"])
        if (product["Inventory"] or _INVENTORY_DEFAULTS)["Enabled"] and data["Inventory"][
            "QuantityAvailable"
        ] is None:
            data["Inventory"]["QuantityAvailable"] = 0


@computes("InventoryRecords", "VariantInventoryRecords")
def _address(records: Records, inventory_records: list[Record]) -> list[dict]:
    extras = []
    for record in inventory_records:
        address = owner_address(records, record["OwnerID"], record["AddressID"])
        extras.append({"Address": address.data if address else None})
    return extras


def owner_address(records: Records, owner: str, id_: str | None) -> Record | None:
    """Return an address of an owner: of the seller, or of a supplier."""
    if not id_:
        return None
    if owner == records.organization.marketplace_id:
        return records.find("AdminAddresses", id_)
    supplier = records.find("Suppliers", owner)
    return records.find("SupplierAddresses", id_, supplier.num) if supplier else None


# stock that orders use


def available_quantity(product: Record, variant: Record | None, record: Record | None) -> int | None:
    """Return the quantity that can still be ordered; None when it is not limited."""
    stock = product["Inventory"]
    if not stock or not stock["Enabled"] or stock["OrderCanExceed"]:
        return None
    if record is not None:
        return None if record["OrderCanExceed"] else record["QuantityAvailable"] or 0
    if stock["VariantLevelTracking"] and variant is not None:
        return (variant["Inventory"] or {}).get("QuantityAvailable") or 0
    return stock["QuantityAvailable"] or 0


def reduce_stock(
    records: Records, product: Record, variant: Record | None, record: Record | None, count: int
) -> None:
    """Subtract an ordered quantity from the stock."""
    stock = product["Inventory"]
    if not stock or not stock["Enabled"]:
        return
    if record is not None:
        remaining = (record["QuantityAvailable"] or 0) - count
        records.update(record, record.data | {"QuantityAvailable": remaining, "LastUpdated": dates.now()})
    elif stock["VariantLevelTracking"] and variant is not None:
        inventory = variant["Inventory"] or {"QuantityAvailable": 0}
        updated = {
            "QuantityAvailable": (inventory["QuantityAvailable"] or 0) - count,
            "LastUpdated": dates.now(),
        }
        records.update(variant, variant.data | {"Inventory": updated})
    else:
        updated = stock | {
            "QuantityAvailable": (stock["QuantityAvailable"] or 0) - count,
            "LastUpdated": dates.now(),
        }
        records.update(product, product.data | {"Inventory": updated})
    update_quantities(records, product)
