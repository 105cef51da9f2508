"""The messages of records for synchronization: their fields with those that receivers need."""

from environments.emulator.calls.call import Call
from environments.emulator.json_types import JsonObject
from environments.emulator.resources import responses
from environments.emulator.rules.catalog.specs import specs_of_product
from environments.emulator.storage.records import Record, Records

_PARTIES = (("UserID", 1), ("UserGroupID", 2), ("BuyerID", 3))
_USER_TYPES = {"Users": 0, "SupplierUsers": 1, "AdminUsers": 2}


def user_context(call: Call) -> JsonObject:
    """Return who caused a message: a user, or an anonymous one."""
    caller, user = call.token_caller, call.user
    if caller is None or user is None:
        return {"ID": None, "AnonymousId": None}
    if caller.anonymous:
        return {"ID": None, "AnonymousId": caller.order_id or user.id}
    return {"ID": user.id, "AnonymousId": None}


def updated(call: Call, record: Record, without_prices: bool = False) -> JsonObject:
    """Return the message of a record that was created, changed or is synchronized by command."""
    name, records = record.resource.name, call.records
    context: JsonObject = {"UserContext": user_context(call)}
    if name == "Products":
        return context | _product(records, record, without_prices)
    data = responses.with_computed(records, record)
    if name in _USER_TYPES:
        return context | _without(data, "Password") | {"UserType": _USER_TYPES[name]}
    if name == "Categories":
        catalog = records.by_num("Catalogs", record.parent_num)
        return context | {"CatalogID": catalog.id if catalog else None} | data
    if name in ("InventoryRecords", "VariantInventoryRecords"):
        return context | inventory(records, record, [record])
    return context | data


def deleted(call: Call, record: Record) -> JsonObject:
    """Return the message of a deleted record."""
    context: JsonObject = {"UserContext": user_context(call)}
    if record.resource.name == "Products":
        return context | {"ProductID": record.id}
    if record.resource.name == "UserGroups":
        return context | {"ID": record.id, "UserGroupType": "Buyer"}
    if record.resource.name == "Categories":
        catalog = call.records.by_num("Catalogs", record.parent_num)
        return context | {"CatalogID": catalog.id if catalog else None, "ID": record.id}
    return context | {"ID": record.id}


def inventory(records: Records, record: Record, parts: list[Record]) -> JsonObject:
    """Return the message of an inventory record, with the records that it is about."""
    items = [
        {
            "ID": data["ID"],
            "OwnerID": data["OwnerID"],
            "AddressID": data["AddressID"],
            "OrderCanExceed": data["OrderCanExceed"],
            "QuantityAvailable": data["QuantityAvailable"],
            "Zip": (data["Address"] or {}).get("Zip"),
            "xp": data["xp"],
        }
        for data in responses.all_with_computed(records, parts)
    ]
    product = product_of(records, record)
    return {"ID": record.id, "ProductID": product.id if product else None, "InventoryRecords": items}


def product_of(records: Records, record: Record) -> Record | None:
    """Return the product of an inventory record or variant; None if it was deleted with it."""
    parent = record.parent_num
    if record.resource.name == "VariantInventoryRecords":
        variant = records.by_num("Variants", parent)
        parent = variant.parent_num if variant else 0
    return records.by_num("Products", parent)


def _product(records: Records, product: Record, without_prices: bool) -> JsonObject:
    data = responses.with_computed(records, product)
    categories = records.where("CategoryProductAssignments", ProductID=product.id)
    assignments = records.where("ProductAssignments", ProductID=product.id)
    message: JsonObject = {"ProductID": product.id, "Marketplace": records.organization.marketplace_id}
    message |= _without(data, "ID")
    message |= {
        "Catalogs": _ids(records.where("ProductCatalogAssignments", ProductID=product.id), "CatalogID"),
        "Categories": [
            {"ID": a["CategoryID"], "CatalogID": catalog.id, "ListOrder": a["ListOrder"]}
            for a in categories
            if (catalog := records.by_num("Catalogs", a.parent_num))
        ],
        "Suppliers": _ids(records.where("ProductSuppliers", ProductID=product.id), "SupplierID"),
        "Buyers": _ids(assignments, "BuyerID"),
        "UserGroups": _ids(assignments, "UserGroupID"),
        "Specs": [spec.data for spec, _ in specs_of_product(records, product)],
    }
    return message if without_prices else message | _prices(records, product, assignments)


def _prices(records: Records, product: Record, assignments: list[Record]) -> JsonObject:
    parties = []
    for assignment in assignments:
        schedule = records.find("PriceSchedules", assignment["PriceScheduleID"] or "")
        party, kind = next(((assignment[f], n) for f, n in _PARTIES if assignment[f]), (None, 3))
        if schedule:
            parties.append(
                {
                    "Seller": assignment["SellerID"],
                    "Party": party,
                    "PartyType": kind,
                    "PriceSchedule": schedule.data,
                }
            )
    default = records.find("PriceSchedules", product["DefaultPriceScheduleID"] or "")
    return {"DefaultPriceSchedule": default.data if default else None, "PartyPriceSchedules": parties}


def _ids(assignments: list[Record], field: str) -> list[str]:
    return list(dict.fromkeys(a[field] for a in assignments if a[field]))


def _without(data: JsonObject, name: str) -> JsonObject:
    return {key: value for key, value in data.items() if key != name}
