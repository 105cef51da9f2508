"""Synchronization of one record by command, whatever the settings for changes say."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.hooks import targets
from environments.emulator.registry import handles
from environments.emulator.resources import responses, singletons
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.rules.deliveries import entity_sync, payloads
from environments.emulator.storage.records import Record

# By operation: the resource, then the resource of its parent, each with the property that has its id.
_RECORDS = {
    "EntitySynchronization.SyncAdminUser": ("AdminUsers", "UserID", "", ""),
    "EntitySynchronization.SyncBuyer": ("Buyers", "BuyerID", "", ""),
    "EntitySynchronization.SyncBuyerUserGroup": ("UserGroups", "UserGroupID", "Buyers", "BuyerID"),
    "EntitySynchronization.SyncBuyerUser": ("Users", "UserID", "Buyers", "BuyerID"),
    "EntitySynchronization.SyncCatalog": ("Catalogs", "CatalogID", "", ""),
    "EntitySynchronization.SyncCategory": ("Categories", "CategoryID", "Catalogs", "CatalogID"),
    "EntitySynchronization.SyncInventoryRecord": (
        "InventoryRecords",
        "InventoryRecordID",
        "Products",
        "ProductID",
    ),
    "EntitySynchronization.SyncSupplier": ("Suppliers", "SupplierID", "", ""),
    "EntitySynchronization.SyncSupplierUser": ("SupplierUsers", "UserID", "Suppliers", "SupplierID"),
    "ProductSynchronization.Sync": ("Products", "ProductID", "", ""),
}


@handles(*_RECORDS)
def synchronize(call: Call) -> Response:
    body = call.checked_body()
    resource, field, parent_resource, parent_field = _RECORDS[call.operation.id]
    parent = _require(call, parent_resource, body[parent_field]) if parent_resource else None
    record = _find(call, resource, body[field], parent)
    sync = entity_sync.SYNCHRONIZATIONS[resource]
    settings = responses.require(singletons.find(call.records, sync.name), sync.name, sync.name)
    if targets.find(call.records, settings["DeliveryConfigID"]) is None:
        message = "The delivery configuration is not enabled."
        raise errors.bad_request("DeliveryConfig.ConfigurationDisabled", message)
    if resource == "InventoryRecords" and parent:
        _send_all_records(call, settings, record, parent)
    else:
        entity_sync.send_record(call, settings, sync, record)
    return NO_CONTENT


def _require(call: Call, resource: str, id_: str) -> Record:
    object_type = resource.removesuffix("s")
    return responses.require(call.records.find(resource, id_), object_type, id_)


def _find(call: Call, resource: str, id_: str, parent: Record | None) -> Record:
    found = call.records.find(resource, id_, parent.num if parent else 0)
    if found is None and resource == "InventoryRecords" and parent:
        found = next((r for r in _inventory_records(call, parent) if r.id.casefold() == id_.casefold()), None)
    object_type = "Category" if resource == "Categories" else resource.removesuffix("s")
    return responses.require(found, object_type, id_)


def _inventory_records(call: Call, product: Record) -> list[Record]:
    variants = call.records.where("Variants", parent=product.num)
    return [r for v in variants for r in call.records.where("VariantInventoryRecords", parent=v.num)]


def _send_all_records(call: Call, settings: Record, record: Record, product: Record) -> None:
    """Send all inventory records of the product, as a full synchronization does."""
    if record.resource.name == "InventoryRecords":
        parts = call.records.where("InventoryRecords", parent=product.num)
    else:
        parts = _inventory_records(call, product)
    payload = {"UserContext": payloads.user_context(call)} | payloads.inventory(call.records, record, parts)
    type_ = f"{targets.NAMESPACE}entitysync.inventoryrecord.full.updated"
    targets.send_after_commit(call, settings["DeliveryConfigID"], type_, payload)
