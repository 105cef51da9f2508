"""Bundles: products that are bought together, and the product that stands for each bundle in lists."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import after_saving, before_deleting, before_saving, handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import Response
from environments.emulator.storage import references
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

BUNDLES = CATALOGUE.resources["Bundles"]
_PRODUCTS = CATALOGUE.resources["Products"]
_COPIED = ("ID", "OwnerID", "Name", "Description", "Active", "xp")


def assigned_products(records: Records, bundle_id: str) -> list[Record]:
    """Return the assignments of products to a bundle, in the order of their creation."""
    return records.where("BundleProductAssignments", BundleID=bundle_id)


@before_saving("Bundles")
def _check_id(call: Call, data: dict, old: Record | None) -> None:
    """Refuse the ID of another product, since the product of a bundle has the bundle's ID."""
    is_renamed = old is None or old.id.casefold() != data["ID"].casefold()
    if is_renamed and call.records.find(_PRODUCTS, data["ID"]):
        raise errors.id_exists("Product", data["ID"])


@after_saving("Bundles")
def _save_product(call: Call, record: Record, old: Record | None) -> None:
    copied = {name: record[name] for name in _COPIED}
    product = call.records.find(_PRODUCTS, old.id) if old else None
    if product is None:
        _create_product(call.records, copied)
        return
    referring = references.referring_records(call.records, product)
    call.records.update(product, product.data | copied)
    if product.id != record.id:
        references.rename_references(call.records, product, record.id, referring)


def _create_product(records: Records, copied: JsonObject) -> None:
    data = bodies.defaults(_PRODUCTS.model) | copied
    data |= {"IsBundle": True, "DateCreated": dates.now()}
    records.insert(_PRODUCTS, {name: data[name] for name in data if name in _PRODUCTS.stored_fields})


@before_deleting("Bundles")
def _delete_product(call: Call, record: Record) -> None:
    product = call.records.find(_PRODUCTS, record.id)
    if product:
        call.transient_values["deleted bundle"] = product.num
        crud.delete_record(call, product)


@before_deleting("Products")
def _check_not_of_bundle(call: Call, record: Record) -> None:
    if record["IsBundle"] and call.transient_values.get("deleted bundle") != record.num:
        raise errors.bad_request("Product.CannotModify", "The product of a bundle is deleted with it.")


@before_saving("BundleProductAssignments")
def _check_product(call: Call, data: dict, old: Record | None) -> None:
    bundle = call.records.find(BUNDLES, data["BundleID"])
    product = call.records.find(_PRODUCTS, data["ProductID"])
    if bundle is None or product is None:
        return
    if bundle["OwnerID"].casefold() != product["OwnerID"].casefold():
        message = "A bundle and its products must have the same owner."
        raise errors.bad_request("Bundle.OwnerIDMustMatch", message)
    _check_family(call.records, product, data["BundleID"])


def _check_family(records: Records, product: Record, bundle_id: str) -> None:
    """Refuse a parent product beside its child products."""
    assigned = {a["ProductID"].casefold() for a in assigned_products(records, bundle_id)}
    if product["ParentID"] and product["ParentID"].casefold() in assigned:
        message = f"The bundle has the parent product {product['ParentID']}."
        raise errors.bad_request("Bundle.ParentProductAssigned", message)
    if not product["IsParent"]:
        return
    for id_ in sorted(assigned):
        if (records.get(_PRODUCTS, id_)["ParentID"] or "").casefold() == product.id.casefold():
            message = f"The bundle has the child product {id_}."
            raise errors.bad_request("Bundle.ChildProductsAssigned", message)


@before_saving("BundleAssignments")
def _set_seller(call: Call, data: dict, old: Record | None) -> None:
    data["SellerID"] = data["SellerID"] or call.owner_id


@before_deleting("BundleAssignments")
def _default_seller(call: Call, data: dict) -> None:
    data["SellerID"] = data["SellerID"] or call.owner_id


# lists


def check_category_filter(call: Call) -> None:
    """Refuse a list of a category's products or bundles that does not name the catalog. Raises `ApiError`."""
    parameters = call.list_request.parameters
    if parameters.get("categoryid") and not parameters.get("catalogid"):
        message = "catalogID is required with categoryID."
        raise errors.bad_request("Product.CategoryFilterRequiresCatalogID", message)


def restrict_to_bundle(call: Call, selection: Selection) -> None:
    """Restrict a list of products to those of the bundle that BundleID names, if it is given."""
    if bundle := call.query("BundleID"):
        inside = 'id IN (SELECT f_ProductID FROM "BundleProductAssignments" WHERE org=? AND f_BundleID=?)'
        selection.where(inside, call.organization.num, bundle.casefold())


@handles("Bundles.List", transaction="read")
def list_bundles(call: Call) -> Response:
    """List bundles, on request those of a catalog, of a category in it, or of a supplier."""
    selection = Selection(BUNDLES)
    parameters = call.list_request.parameters
    catalog, category = parameters.get("catalogid"), parameters.get("categoryid")
    check_category_filter(call)
    if catalog and category:
        record = call.records.find("Catalogs", catalog)
        inside = "WHERE org=? AND parent=? AND f_CategoryID=?)"
        inside = f'id IN (SELECT f_BundleID FROM "CategoryBundleAssignments" {inside}'
        selection.where(inside, call.organization.num, record.num if record else -1, category.casefold())
    elif catalog:
        inside = 'id IN (SELECT f_BundleID FROM "BundleCatalogAssignments" WHERE org=? AND f_CatalogID=?)'
        selection.where(inside, call.organization.num, catalog.casefold())
    if supplier := parameters.get("supplierid"):
        selection.where(f"{column('OwnerID')}=?", supplier.casefold())
    return responses.respond_page(call, selection)
