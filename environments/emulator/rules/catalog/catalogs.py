"""Catalogs and categories: counts, and a tree that must not bite its tail."""

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
def _category_count(records: Records, found: list[Record]) -> list[dict]:
    return [
        {"CategoryCount": records.count(Selection(_CATEGORIES).where("parent=?", catalog.num))}
        for catalog in found
    ]


@computes("Categories")
def _child_count(records: Records, found: list[Record]) -> list[dict]:
    return [{"ChildCount": records.count(children(category.parent_num, category.id))} for category in found]


def children(catalog: int, category: str | None) -> Selection:
    """The categories directly under a category, or at the top of a catalog."""
    name = category.casefold() if category else None
    return Selection(_CATEGORIES).where("parent=?", catalog).where(f"{column('ParentID')} IS ?", name)


@before_saving("Categories")
def _check_no_cycle(call: Call, data: dict, old: Record | None) -> None:
    if old is None or not data["ParentID"]:
        return
    seen, name = set(), data["ParentID"]
    while name and name.casefold() not in seen:
        if name.casefold() == old.id.casefold():
            raise errors.bad_request("Category.CircularReference", "A category cannot lie under itself.")
        seen.add(name.casefold())
        above = call.records.find(_CATEGORIES, name, old.parent_num)
        name = above["ParentID"] if above else None


@after_saving("CategoryProductAssignments")
def _assign_to_catalog(call: Call, record: Record, old: Record | None) -> None:
    """A product of a category is one of its catalog."""
    link = {"CatalogID": call.path_record(_CATALOGS).id, "ProductID": record["ProductID"]}
    if not call.records.where("ProductCatalogAssignments", **link):
        call.records.insert("ProductCatalogAssignments", link)


@handles("Categories.List", transaction="read")
def list_categories(call: Call) -> Response:
    """`depth` counts levels below the parent that a ParentID filter names, or below the catalog."""
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
    """The number of levels asked for; None for all."""
    if not text:
        return default
    if text.lower() == "all":
        return None
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text):
        return int(text)
    raise errors.bad_request("Category.InvalidDepth", "depth must be a whole number of 1 or more, or all.")


def descendant_ids(records: Records, catalog: int, root: str | None, depth: int) -> list[str]:
    """Folded ids of the categories in so many levels under a category or catalog."""
    found: list[str] = []
    level: list[str | None] = [root]
    for _ in range(depth):
        below = [c.id for name in level for c in records.page(children(catalog, name), "id", 0, -1)]
        if not below:
            break
        found += [name.casefold() for name in below]
        level = list(below)
    return found
