"""Parent products and the child products that inherit what they do not set themselves.

Inherited values are stored with the child, so that lists filter and sort by them; a change of the parent
changes the children that had its former value.
"""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.json_types import JsonObject
from environments.emulator.registry import after_saving, before_saving
from environments.emulator.storage.records import Record, Records

_PRODUCTS = CATALOGUE.resources["Products"]
_OWN = ("ID", "OwnerID", "ParentID", "IsParent", "IsBundle", "DateCreated", "xp")
_INHERITED = tuple(name for name in _PRODUCTS.model.fields if name not in _OWN)


def parent_of(records: Records, product: Record) -> Record | None:
    """Return the parent of a product; None if it has none."""
    return records.find(_PRODUCTS, product["ParentID"]) if product["ParentID"] else None


def children_of(records: Records, product: Record) -> list[Record]:
    """Return the child products of a product."""
    return records.where(_PRODUCTS, ParentID=product.id)


@before_saving("Products")
def _check_family(call: Call, data: dict, old: Record | None) -> None:
    if data.get("IsParent"):
        _check_parent(data)
    if old:
        _check_change(call.records, data, old)
    if data.get("ParentID"):
        parent = _checked_parent(call, data, old)
        _inherit(call, data, old, parent)


def _check_parent(data: dict) -> None:
    if data["ParentID"]:
        message = "A parent product cannot have a parent."
        raise errors.bad_request("Product.ParentProductCannotHaveParent", message)
    if data["IsBundle"]:
        message = "The product of a bundle cannot be a parent."
        raise errors.bad_request("Product.ParentProductCannotBeABundle", message)


def _check_change(records: Records, data: dict, old: Record) -> None:
    if old["IsParent"] and not data["IsParent"] and children_of(records, old):
        message = "A product with child products remains a parent."
        raise errors.bad_request("Product.CannotModifyIsParent", message)
    for name in ("IsParent", "ParentID"):
        if data.get(name) and not old[name] and records.where("Variants", parent=old.num):
            message = f"{name} cannot be set on a product with variants."
            raise errors.bad_request(f"Product.CannotModify{name}ForVariant", message)


def _checked_parent(call: Call, data: dict, old: Record | None) -> Record:
    parent = call.records.find(_PRODUCTS, data["ParentID"])
    if parent is None:
        raise errors.not_found("Product", data["ParentID"])
    if not parent["IsParent"] or (old and old.num == parent.num):
        raise errors.bad_request("Product.IsNotParent", f"{parent.id} is no parent product.")
    if (data["OwnerID"] or call.owner_id).casefold() != parent["OwnerID"].casefold():
        message = "A parent product and its child products must have the same owner."
        raise errors.bad_request("Product.ParentChildProductOwnersShouldMatch", message)
    return parent


def _inherit(call: Call, data: dict, old: Record | None, parent: Record) -> None:
    """Set what a child does not set to the values of its parent; a child of an inactive one is inactive."""
    named = {name.lower() for name, value in call.body.items() if value is not None}
    for name in _INHERITED:
        is_new = old is None or not old["ParentID"] or call.operation.method != "PATCH"
        if data.get(name) is None or (is_new and name.lower() not in named):
            data[name] = parent[name]
    data["Active"] = bool(data["Active"] and parent["Active"])
    set_keys = {key: value for key, value in (data["xp"] or {}).items() if value is not None}
    data["xp"] = ((parent["xp"] or {}) | set_keys) or data["xp"]


@after_saving("Products")
def _update_children(call: Call, record: Record, old: Record | None) -> None:
    if old is None or not record["IsParent"]:
        return
    for child in children_of(call.records, record):
        changes = {name: record[name] for name in _INHERITED if child[name] == old[name]}
        changes["Active"] = record["Active"] and bool(changes.get("Active", child["Active"]))
        changes["xp"] = _inherited_xp(child, old, record)
        if any(child[name] != value for name, value in changes.items()):
            call.records.update(child, child.data | changes)


def _inherited_xp(child: Record, old: Record, parent: Record) -> JsonObject | None:
    """Return the xp of a child after a change of its parent: its own keys, and all others of the parent."""
    before, after = old["xp"] or {}, parent["xp"] or {}
    own = {
        key: value for key, value in (child["xp"] or {}).items() if key not in before or before[key] != value
    }
    return (after | own) or None


# assignments


@before_saving("ProductCatalogAssignments", "CategoryProductAssignments")
def _check_child_assignment(call: Call, data: dict, old: Record | None) -> None:
    """Refuse to assign a child, which is where its parent is."""
    product = call.records.find(_PRODUCTS, data["ProductID"])
    if product and product["ParentID"]:
        message = f"{product.id} is a child product, which is assigned by its parent {product['ParentID']}."
        raise errors.bad_request("Category.CannotAssignChildProduct", message)


@before_saving("SpecProductAssignments")
def _check_spec_assignment(call: Call, data: dict, old: Record | None) -> None:
    product = call.records.find(_PRODUCTS, data["ProductID"] or "")
    spec = call.records.find("Specs", data["SpecID"] or "")
    if product and spec and spec["DefinesVariant"]:
        # The vendor's spelling.
        _refuse_variants(product, "ProductAssigment.{}ProductCannotBeAssignedToVariantSpec")


def check_can_have_variants(product: Record) -> None:
    """Refuse variants of parent products, child products and bundles."""
    _refuse_variants(product, "Product.{}ProductsCannotHaveVariants")


def _refuse_variants(product: Record, code: str) -> None:
    if product["IsParent"] or product["ParentID"]:
        message = "Parent products and child products cannot have variants."
        raise errors.bad_request(code.format("ParentChild"), message)
    if product["IsBundle"]:
        code = code.format("Bundle").replace("ProductsCannot", "ProductCannot")
        raise errors.bad_request(code, "Bundles cannot have variants.")
