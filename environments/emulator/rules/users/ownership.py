"""Ownership by OwnerID: only the seller may set another owner, when it creates a record."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue.schema import Resource
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import before_deleting, before_saving, restricts
from environments.emulator.storage.records import Record

OWNED_RESOURCES = (
    "Products", "Bundles", "Catalogs", "PriceSchedules", "Specs", "Promotions", "Locales", "InventoryRecords",
    "VariantInventoryRecords", "SellerApprovalRules", "Shipments",
)  # fmt: skip

# Resources that users of buyers may also own.
_OWNED_BY_BUYERS = ("Shipments",)


def _is_owned_by_buyers(resource: Resource | None) -> bool:
    return resource is not None and resource.name in _OWNED_BY_BUYERS


@before_saving(*OWNED_RESOURCES)
def _set_owner(call: Call, data: dict, old: Record | None) -> None:
    if old:
        _check_owner(call, old)
        data["OwnerID"] = old["OwnerID"]
        return
    owner_id = data["OwnerID"]
    if owner_id is None or call.company:
        if call.caller.user_type == "buyer" and not _is_owned_by_buyers(call.operation.resource):
            raise errors.wrong_user_type()
        data["OwnerID"] = call.owner_id
    elif owner_id.casefold() == call.organization.marketplace_id.casefold():
        data["OwnerID"] = call.organization.marketplace_id
    else:
        supplier = call.records.find("Suppliers", owner_id)
        if supplier is None:
            raise errors.not_found("Supplier", owner_id)
        data["OwnerID"] = supplier.id


@before_deleting(*OWNED_RESOURCES)
def _check_owner(call: Call, old: Record) -> None:
    is_buyer = call.caller.user_type == "buyer" and not _is_owned_by_buyers(old.resource)
    if is_buyer or (call.company and old["OwnerID"].casefold() != call.company.id.casefold()):
        raise errors.wrong_user_type()


@restricts("PriceSchedules", "Specs", "Promotions", "Locales", "InventoryRecords", "VariantInventoryRecords")
def _restrict_to_owner(call: Call, selection: Selection) -> None:
    if call.caller.user_type == "supplier":
        selection.where("body ->> '$.OwnerID' = ?", call.required_company.id)


@restricts("Catalogs", "Bundles")
def _restrict_to_indexed_owner(call: Call, selection: Selection) -> None:
    if call.caller.user_type == "supplier":
        selection.where(f"{column('OwnerID')}=?", call.required_company.id.casefold())


# assignments of owned records

_OWNED_BY_FIELD = {
    "BundleID": "Bundles",
    "CatalogID": "Catalogs",
    "SpecID": "Specs",
    "PromotionID": "Promotions",
    "LocaleID": "Locales",
}
_ASSIGNMENTS = (
    "CatalogAssignments", "ProductCatalogAssignments", "SpecProductAssignments", "PromotionAssignments",
    "LocaleAssignments", "ProductAssignments", "BundleAssignments", "BundleProductAssignments",
    "BundleCatalogAssignments",
)  # fmt: skip


@before_saving(*_ASSIGNMENTS)
@before_deleting(*_ASSIGNMENTS)
def _check_assignment_owner(call: Call, data: dict, old: Record | None = None) -> None:
    """Restrict a supplier to assignments of its own records, and of products under its own SellerID."""
    if call.caller.user_type != "supplier":
        return
    own = call.required_company.id.casefold()
    for field, resource in _OWNED_BY_FIELD.items():
        record = call.records.find(resource, data.get(field) or "")
        if record and record["OwnerID"].casefold() != own:
            raise (
                errors.wrong_user_type()
                if call.can_see(record)
                else errors.not_found(resource[:-1], data[field])
            )
    if (data.get("SellerID") or own).casefold() != own:
        raise errors.wrong_user_type()
