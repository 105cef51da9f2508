"""Synchronization of entities and products: what a write changed is sent, or kept while it is paused."""

from dataclasses import dataclass

from environments.emulator.calls.call import Call
from environments.emulator.hooks import targets
from environments.emulator.registry import after_saving, before_commit, before_deleting
from environments.emulator.resources import singletons
from environments.emulator.rules.deliveries import payloads
from environments.emulator.rules.deliveries.product_changes import products_of
from environments.emulator.storage.records import Record

PRODUCTS = "ProductSynchronization"
_PENDING = "PendingChanges"


@dataclass(frozen=True)
class Synchronization:
    """A kind of synchronization: the resource of its settings, and the name of its messages."""

    name: str
    message: str

    @property
    def changed_field(self) -> str:
        return "SyncProductChanged" if self.name == PRODUCTS else "SyncEntityChanged"

    @property
    def deleted_field(self) -> str:
        return "SyncProductDeleted" if self.name == PRODUCTS else "SyncEntityDeleted"


_INVENTORY = Synchronization("EntitySyncInventoryRecords", "entitysync.inventoryrecord")
# By the resource whose changes are sent.
SYNCHRONIZATIONS = {
    "AdminUsers": Synchronization("EntitySyncAdminUsers", "entitysync.adminuser"),
    "Buyers": Synchronization("EntitySyncBuyers", "entitysync.buyer"),
    "UserGroups": Synchronization("EntitySyncBuyerUserGroups", "entitysync.buyerusergroup"),
    "Users": Synchronization("EntitySyncBuyerUsers", "entitysync.buyeruser"),
    "Catalogs": Synchronization("EntitySyncCatalogs", "entitysync.catalog"),
    "Categories": Synchronization("EntitySyncCategories", "entitysync.category"),
    "InventoryRecords": _INVENTORY,
    "VariantInventoryRecords": _INVENTORY,
    "Suppliers": Synchronization("EntitySyncSuppliers", "entitysync.supplier"),
    "SupplierUsers": Synchronization("EntitySyncSupplierUsers", "entitysync.supplieruser"),
    "Products": Synchronization(PRODUCTS, "product"),
}
_NAMES = tuple({s.name for s in SYNCHRONIZATIONS.values()})


@before_commit
def _follow_changes(call: Call) -> None:
    for (resource, num), change in list(call.records.changes.items()):
        sync = SYNCHRONIZATIONS.get(resource)
        settings = singletons.find(call.records, sync.name) if sync else None
        if sync is None or settings is None:
            continue
        if change.new is None:
            if change.old is not None and settings[sync.deleted_field]:
                _forget(call, sync.name, resource, num)
                _send(call, settings, f"{sync.message}.deleted", payloads.deleted(call, change.old))
        elif settings[sync.changed_field] and (change.old is None or change.old.body != change.new.body):
            _send_or_keep(call, settings, sync, change.new)


@before_commit
def _follow_parts_of_products(call: Call) -> None:
    """Send the products whose prices, assignments or specs have changed, unless they are sent anyway."""
    settings = singletons.find(call.records, PRODUCTS)
    if settings is None or not settings[SYNCHRONIZATIONS["Products"].changed_field]:
        return
    changes, products = dict(call.records.changes), {}
    for (resource, _), change in changes.items():
        for product in products_of(call.records, resource, change, bool(settings["ExcludePriceSchedules"])):
            products[product.num] = product
    for num, product in products.items():
        own = changes.get(("Products", num))
        if own is None or (own.old and own.old.body == product.body):
            _send_or_keep(call, settings, SYNCHRONIZATIONS["Products"], product)


def _send_or_keep(call: Call, settings: Record, sync: Synchronization, record: Record) -> None:
    if settings["Paused"]:
        _keep(call, sync.name, record.resource.name, record.num)
    else:
        send_record(call, settings, sync, record)


def send_record(call: Call, settings: Record, sync: Synchronization, record: Record) -> None:
    """Send the message of one record once the present write is committed."""
    without_prices = bool(settings["ExcludePriceSchedules"])
    payload = payloads.updated(call, record, without_prices)
    _send(call, settings, f"{sync.message}.updated", payload)


def _send(call: Call, settings: Record, type_: str, payload: dict) -> None:
    targets.send_after_commit(call, settings["DeliveryConfigID"], targets.NAMESPACE + type_, payload)


def _key(name: str, resource: str, num: int) -> str:
    return f"{name}|{resource}|{num}"


def _keep(call: Call, name: str, resource: str, num: int) -> None:
    if call.records.find(_PENDING, _key(name, resource, num)) is None:
        call.records.insert(_PENDING, {"Synchronization": name, "Resource": resource, "Num": num})


def _forget(call: Call, name: str, resource: str, num: int) -> None:
    if pending := call.records.find(_PENDING, _key(name, resource, num)):
        call.records.remove(pending)


@after_saving(*_NAMES)
def _send_pending(call: Call, settings: Record, old: Record | None) -> None:
    """Send the changes of a pause when it ends."""
    if settings["Paused"]:
        return
    for pending in _pending_of(call, settings.resource.name):
        record = call.records.by_num(pending["Resource"], pending["Num"])
        if record is not None:
            send_record(call, settings, SYNCHRONIZATIONS[pending["Resource"]], record)
        call.records.remove(pending)


@before_deleting(*_NAMES)
def _remove_pending(call: Call, settings: Record) -> None:
    for pending in _pending_of(call, settings.resource.name):
        call.records.remove(pending)


def _pending_of(call: Call, name: str) -> list[Record]:
    return [p for p in call.records.select(_PENDING) if p["Synchronization"] == name]
