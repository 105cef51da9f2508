"""Facets of product lists: the number of products by value, for the ProductFacets that are defined."""

from collections import Counter

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record

_MAX_FACETS = 50
_PRODUCTS = CATALOGUE.resources["Products"]


@before_saving("ProductFacets")
def _check_path(call: Call, data: dict, old: Record | None) -> None:
    if '"' in _path(data) or not _path(data).isprintable():
        raise errors.invalid_value(
            "XpPath", "XpPath must consist of names of xp properties, separated by dots."
        )
    for other in call.records.select("ProductFacets"):
        if old is not None and other.num == old.num:
            continue
        if _path(other.data).casefold() == _path(data).casefold():
            raise errors.conflict("ProductFacet.XpPathInUse", "Another facet has the same XpPath.")


def _path(facet: dict) -> str:
    return facet["XpPath"] or facet["ID"]


def facets_of_products(call: Call, selection: Selection) -> dict:
    """Return the facets for the Meta of a product list."""
    facets = sorted(call.records.select("ProductFacets"), key=lambda f: (f["ListOrder"], f.id.casefold()))
    return {"Facets": [_facet(call, facet, selection) for facet in facets[:_MAX_FACETS]]}


def _facet(call: Call, facet: Record, selection: Selection) -> dict:
    path = "$.xp" + "".join(f'."{part}"' for part in _path(facet.data).removeprefix("xp.").split("."))
    products = f'SELECT body FROM "Products" WHERE org=? AND {selection.sql}'
    rows = call.records.connection.execute(
        f"SELECT value FROM ({products}), json_each(body, ?) WHERE atom IS NOT NULL",
        (call.organization.num, *selection.values, path),
    )
    counts = Counter(str(value) for (value,) in rows)
    min_count = facet["MinCount"] if facet["MinCount"] is not None else 1
    values = [{"Value": v, "Count": n} for v, n in counts.most_common() if n >= min_count]
    return {"Name": facet["Name"], "XpPath": _path(facet.data), "Values": values, "xp": facet["xp"]}
