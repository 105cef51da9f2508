"""Lines of a new order that are copies of those of an order or a subscription."""

from collections.abc import Iterable

from environments.emulator.calls import bodies
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.storage.records import Record

_COPIED = (
    "ID", "ProductID", "Quantity", "CostCenter", "ShippingAccount", "ShippingAddressID",
    "ShipFromAddressID", "InventoryRecordID", "Specs", "IsBundle", "BundleItemID", "xp",
)  # fmt: skip


def new_line(line: Record) -> JsonObject:
    """Return a new line with the product, the quantity and the shipping of another one."""
    return bodies.defaults(CATALOGUE.models["LineItem"]) | {name: line[name] for name in _COPIED}


def bundles_first(lines: Iterable[Record]) -> list[Record]:
    """Return lines in the order in which they can be created: a bundle precedes its parts."""
    return sorted(lines, key=lambda line: bool(line["BundleItemID"]))
