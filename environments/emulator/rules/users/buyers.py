"""Buyers and their default catalogs, and the suppliers that they can order from."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import after_saving, before_saving, handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage.records import Record


@before_saving("Buyers")
def _create_default_catalog(call: Call, data: dict, old: Record | None) -> None:
    """Create a catalog for a new buyer that names none, and whose group has none either."""
    if old is not None or data["DefaultCatalogID"]:
        return
    group = call.records.find("BuyerGroups", data["GroupID"] or "")
    if group and group["DefaultCatalogID"]:
        return
    if call.records.find("Catalogs", data["ID"]):
        message = "A catalog with the buyer's ID already exists."
        raise errors.bad_request("Buyer.DefaultCatalogAlreadyExists", message)
    resource = CATALOGUE.resources["Catalogs"]
    catalog = bodies.defaults(resource.model) | {
        "ID": data["ID"],
        "OwnerID": call.organization.marketplace_id,
        "Name": data["Name"],
        "Active": True,
    }
    call.records.insert(resource, {name: catalog[name] for name in catalog if name in resource.stored_fields})
    data["DefaultCatalogID"] = data["ID"]
    call.transient_values["new catalog"] = True


@after_saving("Buyers")
def _assign_default_catalog(call: Call, record: Record, old: Record | None) -> None:
    if call.transient_values.pop("new catalog", False):
        assignment = {"CatalogID": record["DefaultCatalogID"], "BuyerID": record.id}
        call.records.insert(
            "CatalogAssignments", assignment | {"ViewAllCategories": True, "ViewAllProducts": True}
        )


# links between suppliers and buyers


@handles("Suppliers.SaveBuyer")
def save_buyer(call: Call) -> Response:
    supplier, buyer = _supplier_and_buyer(call)
    if not call.records.where("SupplierBuyers", SupplierID=supplier.id, BuyerID=buyer.id):
        call.records.insert("SupplierBuyers", {"SupplierID": supplier.id, "BuyerID": buyer.id})
    return NO_CONTENT


@handles("Suppliers.DeleteBuyer")
def delete_buyer(call: Call) -> Response:
    supplier, buyer = _supplier_and_buyer(call)
    links = call.records.where("SupplierBuyers", SupplierID=supplier.id, BuyerID=buyer.id)
    if not links:
        raise errors.not_found("SupplierBuyer", buyer.id)
    call.records.remove(links[0])
    return NO_CONTENT


def _supplier_and_buyer(call: Call) -> tuple[Record, Record]:
    return call.path_record(CATALOGUE.resources["Suppliers"]), call.path_record(CATALOGUE.resources["Buyers"])


@handles("Suppliers.ListBuyers", transaction="read")
def list_buyers(call: Call) -> Response:
    supplier = call.path_record(CATALOGUE.resources["Suppliers"])
    links = call.records.where("SupplierBuyers", SupplierID=supplier.id)
    return responses.respond_items(call, [_id_and_name(call, "Buyers", link["BuyerID"]) for link in links])


@handles("Buyers.ListBuyerSellers", transaction="read")
def list_sellers(call: Call) -> Response:
    buyer = call.path_record(CATALOGUE.resources["Buyers"])
    return responses.respond_items(call, sellers(call, buyer))


def sellers(call: Call, buyer: Record) -> list[dict]:
    """Return the sellers that a buyer can order from: the marketplace, and the suppliers open to it."""
    items = [{"ID": call.organization.marketplace_id, "Name": call.organization.name}]
    linked = {
        link["SupplierID"].casefold() for link in call.records.where("SupplierBuyers", BuyerID=buyer.id)
    }
    for supplier in call.records.select("Suppliers"):
        if supplier["AllBuyersCanOrder"] or supplier.id.casefold() in linked:
            items.append({"ID": supplier.id, "Name": supplier["Name"]})
    return items


def _id_and_name(call: Call, resource: str, id_: str) -> dict:
    record = call.records.get(resource, id_)
    return {"ID": record.id, "Name": record["Name"]}
