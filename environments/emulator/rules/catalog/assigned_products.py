"""The products that an assignment reaches: the assigned ones, their children, and bundles assigned alike."""

from environments.emulator.storage.records import Records

# The assignments of bundles that correspond to those of products.
_OF_BUNDLES = {
    "ProductAssignments": "BundleAssignments",
    "ProductCatalogAssignments": "BundleCatalogAssignments",
    "CategoryProductAssignments": "CategoryBundleAssignments",
}


def has_bundles(records: Records) -> bool:
    """Whether the organization has bundles."""
    return _exists(records, "Bundles")


def _exists(records: Records, resource: str, condition: str = "1") -> bool:
    sql = f'SELECT 1 FROM "{resource}" WHERE org=? AND {condition} LIMIT 1'
    return records.connection.execute(sql, (records.organization.num,)).fetchone() is not None


def reached(records: Records, resource: str, condition: str, values: list) -> tuple[str, list]:
    """Return the SQL condition, with its values, of the products that assignments reach.

    Args:
        resource: assignments of products.
        condition: selects assignments, by columns that those of bundles have, too.
    """
    condition, values = f"org=? AND {condition}", [records.organization.num, *values]
    assigned = f'SELECT f_ProductID FROM "{resource}" WHERE {condition}'
    alternatives = [f"id IN ({assigned})"]
    if has_bundles(records):
        bundles = f'SELECT f_BundleID FROM "{_OF_BUNDLES[resource]}" WHERE {condition}'
        alternatives.append(f"id IN ({bundles})")
    if _exists(records, "Products", "f_ParentID IS NOT NULL"):
        alternatives.append(f"f_ParentID IN ({assigned})")
    if len(alternatives) == 1:
        return alternatives[0], values
    return f"({' OR '.join(alternatives)})", values * len(alternatives)
