"""The inventory integration: a message for each change of a quantity, or for those that matter."""

from environments.emulator.calls.call import Call
from environments.emulator.hooks import targets
from environments.emulator.registry import before_commit
from environments.emulator.resources import singletons
from environments.emulator.rules.deliveries import payloads
from environments.emulator.storage.records import Record

# Inferred: OrderCloud does not document the name of this message.
_TYPE = f"{targets.NAMESPACE}inventory.updated"
_LEVELS = ("Products", "Variants", "InventoryRecords", "VariantInventoryRecords")


@before_commit
def _follow_quantities(call: Call) -> None:
    changes = [change for (name, _), change in call.records.changes.items() if name in _LEVELS]
    settings = singletons.find(call.records, "InventoryIntegrations") if changes else None
    if settings is None:
        return
    for change in changes:
        if change.new is None:
            continue
        before, now = _quantity(change.old), _quantity(change.new)
        product = _product(call, change.new)
        if now is None or before == now or product is None:
            continue
        point = (product["Inventory"] or {}).get("NotificationPoint")
        if settings["LimitNotifications"] and not _matters(before or 0, now, point):
            continue
        payload = _ids(call, product, change.new) | {
            "QuantityAvailable": now,
            "PreviousQuantity": before,
            "NotificationPoint": point,
        }
        targets.send_after_commit(call, settings["DeliveryConfigID"], _TYPE, payload)


def _quantity(record: Record | None) -> int | None:
    if record is None:
        return None
    if record.resource.name in ("Products", "Variants"):
        return (record["Inventory"] or {}).get("QuantityAvailable")
    return record["QuantityAvailable"]


def _matters(before: int, now: int, point: int | None) -> bool:
    """Return whether a quantity passes zero or the notification point."""
    passes_zero = (before > 0) != (now > 0)
    return passes_zero or (point is not None and (before > point) != (now > point))


def _product(call: Call, record: Record) -> Record | None:
    return record if record.resource.name == "Products" else payloads.product_of(call.records, record)


def _ids(call: Call, product: Record, record: Record) -> dict:
    name = record.resource.name
    variant = record if name == "Variants" else None
    if name == "VariantInventoryRecords":
        variant = call.records.by_num("Variants", record.parent_num)
    return {
        "ProductID": product.id,
        "VariantID": variant.id if variant else None,
        "InventoryRecordID": record.id if name.endswith("InventoryRecords") else None,
    }
