"""Catalogs and categories: counts, depths, and a tree without cycles."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.catalogue.tables import column
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import after_saving, before_saving, computes, handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records

_CATALOGS, _CATEGORIES = CATALOGUE.resources["Catalogs"], CATALOGUE.resources["Categories"]


@computes("Catalogs")
def _category_count(records: Records, catalogs: list[Record]) -> list[dict]:
    return [
        {"CategoryCount": records.count(Selection(_CATEGORIES).where("parent=?", catalog.num))}
        for catalog in catalogs
    ]


@computes("Categories")
def _child_count(records: Records, categories: list[Record]) -> list[dict]:
    return [
        {"ChildCount": records.count(children(category.parent_num, category.id))} for category in categories
    ]


def children(catalog: int, category: str | None) -> Selection:
    """Select the direct children of a category, or the top categories of a catalog."""
    name = category.casefold() if category else None
    return Selection(_CATEGORIES).where("parent=?", catalog).where(f"{column('ParentID')} IS ?", name)


@before_saving("Categories")
def _check_no_cycle(call: Call, data: dict, old: Record | None) -> None:
    if old is None or not data["ParentID"]:
        return
    visited, name = set(), data["ParentID"]
    while name and name.casefold() not in visited:
        if name.casefold() == old.id.casefold():
            raise errors.bad_request(
                "Category.CircularReference", "A category cannot be a descendant of itself."
            )
        visited.add(name.casefold())
        parent = call.records.find(_CATEGORIES, name, old.parent_num)
        name = parent["ParentID"] if parent else None


@before_saving("Categories")
def _adjust_list_orders(call: Call, data: dict, old: Record | None) -> None:
    """Make room for a category in the order of its catalog, if the call asks for it."""
    text = (call.query("adjustListOrders") or "false").lower()
    if text not in ("true", "false"):
        raise errors.invalid_value("adjustListOrders", "adjustListOrders must be true or false.")
    requested = next((value for name, value in call.body.items() if name.lower() == "listorder"), None)
    if text == "false" or requested is None:
        return
    for category in call.records.where(_CATEGORIES, parent=call.path_record(_CATALOGS).num):
        if category["ListOrder"] >= data["ListOrder"] and not (old and category.num == old.num):
            call.records.update(category, category.data | {"ListOrder": category["ListOrder"] + 1})


# What is assigned to a category is assigned to its catalog, too: by these, with the field that names it.
_OF_CATALOGS = {
    "CategoryProductAssignments": ("ProductCatalogAssignments", "ProductID"),
    "CategoryBundleAssignments": ("BundleCatalogAssignments", "BundleID"),
}


@after_saving(*_OF_CATALOGS)
def _assign_to_catalog(call: Call, record: Record, old: Record | None) -> None:
    resource, field = _OF_CATALOGS[record.resource.name]
    link = {"CatalogID": call.path_record(_CATALOGS).id, field: record[field]}
    if not call.records.where(resource, **link):
        call.records.insert(resource, link)


@handles("Categories.List", transaction="read")
def list_categories(call: Call) -> Response:
    """List categories; `depth` counts levels below the parent of a ParentID filter, or below the catalog."""
    catalog = call.parent_num(_CATEGORIES)
    selection = Selection(_CATEGORIES).where("parent=?", catalog)
    depth = parse_depth(call.list_request.parameters.get("depth"), default=1)
    if depth is not None:
        root = next((text for key, text in call.query_pairs if key.lower() == "parentid"), None)
        if root is None or depth > 1:
            names = descendant_ids(call.records, catalog, root, depth)
            selection.where(f"id IN ({', '.join('?' * len(names)) or 'NULL'})", *names)
    return responses.respond_page(call, selection)


def parse_depth(text: str | None, default: int | None) -> int | None:
    """Return the requested number of levels; None for all."""
    if not text:
        return default
    if text.lower() == "all":
        return None
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text):
        return int(text)
    raise errors.bad_request("Category.InvalidDepth", "depth must be a positive integer or all.")


def descendant_ids(records: Records, catalog: int, root: str | None, depth: int) -> list[str]:
    """Return the folded ids of the categories down to a depth under a category or catalog."""
    ids: list[str] = []
    level: list[str | None] = [root]
    for _ in range(depth):
        child_ids = [c.id for name in level for c in records.page(children(catalog, name), "id", 0, -1)]
        if not child_ids:
            break
        ids += [name.casefold() for name in child_ids]
        level = list(child_ids)
    return ids
