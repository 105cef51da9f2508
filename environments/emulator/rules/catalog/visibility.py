"""Visibility for buyer users, by assignments of catalogs, categories and products."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from environments.emulator.auth import identity
from environments.emulator.json_types import JsonObject
from environments.emulator.queries.selection import Selection
from environments.emulator.rules.catalog import assigned_products
from environments.emulator.storage.records import Record, Records


@dataclass(frozen=True)
class BuyerContext:
    """A buyer user with its buyer and its groups."""

    records: Records
    user: Record
    buyer: Record
    groups: tuple[str, ...]

    @classmethod
    def of(cls, records: Records, user: Record) -> "BuyerContext":
        where = identity.membership(records, user)
        return cls(records, user, records.get_by_num("Buyers", user.parent_num), where.groups)

    @classmethod
    def of_order(cls, records: Records, order: Record) -> "BuyerContext | None":
        """Return the context of the buyer user who placed an order; None for orders of the seller."""
        buyer = records.find("Buyers", order["FromCompanyID"])
        user = records.find("Users", order["FromUserID"] or "", buyer.num) if buyer else None
        return cls.of(records, user) if user else None

    @cached_property
    def buyer_group(self) -> Record | None:
        """The group of the buyer; None for a buyer without one."""
        return self.records.find("BuyerGroups", self.buyer["GroupID"]) if self.buyer["GroupID"] else None

    @property
    def default_catalog_id(self) -> str | None:
        """The default catalog of the buyer, else that of the buyer's group."""
        group = self.buyer_group if not self.buyer["DefaultCatalogID"] else None
        return self.buyer["DefaultCatalogID"] or (group["DefaultCatalogID"] if group else None)

    @cached_property
    def currency(self) -> str | None:
        """The currency of the locale assigned to the user; None without a locale."""
        locale = identity.locale(self.records, self.user)
        return locale["Currency"] if locale else None

    def is_assigned(self, assignment: Record) -> bool:
        """Whether an assignment to a buyer or to a group applies to this user."""
        if (assignment["BuyerID"] or "").casefold() != self.buyer.id.casefold():
            return False
        group = assignment["UserGroupID"]
        return group is None or group.casefold() in self.groups

    @cached_property
    def discounts(self) -> list[Record]:
        """The discounts assigned to the buyer, to its group or to a group of the user."""
        name, group = self.buyer.id.casefold(), (self.buyer["GroupID"] or "").casefold()
        assignments = self.records.select(
            "DiscountAssignments", "(f_BuyerID=? OR f_BuyerGroupID=?)", name, group
        )
        ids = {a["DiscountID"].casefold() for a in assignments if a["BuyerGroupID"] or self.is_assigned(a)}
        return [self.records.get("Discounts", id_) for id_ in sorted(ids)]

    # catalogs

    def assigned_catalogs(self, seller: str | None = None) -> list[tuple[Record, JsonObject]]:
        """Return the active catalogs assigned to the buyer or its group, with what the assignments show."""
        catalogs = []
        for catalog_id, assignment in self._catalog_assignments().items():
            catalog = self.records.get("Catalogs", catalog_id)
            if catalog["Active"] and (seller is None or catalog["OwnerID"].casefold() == seller.casefold()):
                catalogs.append((catalog, assignment))
        return catalogs

    def _catalog_assignments(self) -> dict[str, JsonObject]:
        """Return the assignments by catalog; one to the buyer adds to one to the buyer's group."""
        assignments = self.records.where("CatalogAssignments", BuyerID=self.buyer.id)
        if self.buyer["GroupID"]:
            assignments += self.records.where("CatalogAssignments", BuyerGroupID=self.buyer["GroupID"])
        merged: dict[str, JsonObject] = {}
        for assignment in assignments:
            catalog_id = assignment["CatalogID"].casefold()
            other = merged.get(catalog_id, {})
            shown = {n: bool(assignment[n] or other.get(n)) for n in ("ViewAllCategories", "ViewAllProducts")}
            merged[catalog_id] = assignment.data | shown
        return merged

    # categories

    def visible_categories(self, catalog: Record, assignment: JsonObject) -> list[Record]:
        """Return the categories of a catalog that are active with all ancestors, and set visible."""
        tree = _CategoryTree(self, catalog)
        default = bool(assignment["ViewAllCategories"])
        return [
            c for c in tree.categories if tree.is_active(c) and tree.inherited_setting(c, "Visible", default)
        ]

    def _categories_with_all_products(self, catalog: Record) -> list[str]:
        """Return the folded ids of active categories whose products are all visible."""
        tree = _CategoryTree(self, catalog)
        return [
            c.id.casefold()
            for c in tree.categories
            if tree.is_active(c) and tree.inherited_setting(c, "ViewAllProducts", False)
        ]

    # products

    def restrict_products(
        self, selection: Selection, catalog_id: str | None = None, seller: str | None = None
    ) -> None:
        """Restrict a selection to the products that the user may see, in one catalog or in all."""
        conditions, values = [], []
        for catalog, assignment in self.assigned_catalogs(seller):
            if catalog_id and catalog.id.casefold() != catalog_id.casefold():
                continue
            sql, more = self._visible_in_catalog(catalog, assignment)
            conditions.append(f"({sql})")
            values += more
        visible = f"body ->> '$.Active' = 1 AND ({' OR '.join(conditions) or '0'})"
        selection.where(f"({visible})", *values)
        if assigned_products.has_bundles(self.records):
            org = self.records.organization.num
            selection.where(
                'id NOT IN (SELECT f_BundleID FROM "BundleProductAssignments" WHERE org=? AND f_ProductID'
                f' NOT IN (SELECT id FROM "Products" WHERE org=? AND {visible}))',
                *(org, org, *values),
            )

    def _visible_in_catalog(self, catalog: Record, assignment: JsonObject) -> tuple[str, list]:
        """Return the condition, with its values, of the products that the user may see in a catalog."""
        sql, values = assigned_products.reached(
            self.records, "ProductCatalogAssignments", "f_CatalogID=?", [catalog.id.casefold()]
        )
        if assignment["ViewAllProducts"]:
            return sql, values
        in_category, category_values = self._in_visible_categories(catalog)
        assigned, assigned_values = self._assigned_products()
        return f"{sql} AND ({in_category} OR {assigned})", [*values, *category_values, *assigned_values]

    def _in_visible_categories(self, catalog: Record) -> tuple[str, list]:
        """Return the condition of the products in categories whose products are all visible."""
        ids = self._categories_with_all_products(catalog)
        marks = ", ".join("?" * len(ids)) or "NULL"
        return assigned_products.reached(
            self.records,
            "CategoryProductAssignments",
            f"parent=? AND f_CategoryID IN ({marks})",
            [catalog.num, *ids],
        )

    def _assigned_products(self) -> tuple[str, list]:
        """Return the condition of the products assigned to the buyer or to a group of the user."""
        marks = ", ".join("?" * len(self.groups)) or "NULL"
        condition = f"f_BuyerID=? AND (f_UserGroupID IS NULL OR f_UserGroupID IN ({marks}))"
        return assigned_products.reached(
            self.records, "ProductAssignments", condition, [self.buyer.id.casefold(), *self.groups]
        )

    def find_product(self, id_: str, seller: str | None = None) -> Record | None:
        """Return the product of an id if the user may see it, else None."""
        product = self.records.find("Products", id_)
        if product is None:
            return None
        selection = Selection(product.resource).where("num=?", product.num)
        self.restrict_products(selection, seller=seller)
        return product if self.records.count(selection) else None


class _CategoryTree:
    """The categories of a catalog, with the assignments of them that apply to a user."""

    def __init__(self, buyer_context: BuyerContext, catalog: Record) -> None:
        records = buyer_context.records
        self.categories = records.select("Categories", "parent=?", catalog.num)
        self._by_id = {c.id.casefold(): c for c in self.categories}
        self._assignments: dict[str, list[Record]] = {}
        for assignment in records.select("CategoryAssignments", "parent=?", catalog.num):
            if buyer_context.is_assigned(assignment):
                self._assignments.setdefault(assignment["CategoryID"].casefold(), []).append(assignment)

    def _with_ancestors(self, category: Record) -> Iterator[Record]:
        current: Record | None = category
        while current is not None:
            yield current
            current = self._by_id.get((current["ParentID"] or "").casefold())

    def is_active(self, category: Record) -> bool:
        return all(c["Active"] for c in self._with_ancestors(category))

    def inherited_setting(self, category: Record, field: str, default: bool) -> bool:
        """Return a setting of the assignments of a category, or of its nearest ancestor that has it.

        Settings for a group take precedence over settings for the buyer.
        """
        for current in self._with_ancestors(category):
            settings = [a for a in self._assignments.get(current.id.casefold(), ()) if a[field] is not None]
            group_settings = [a for a in settings if a["UserGroupID"] is not None]
            if settings:
                return any(a[field] for a in group_settings or settings)
        return default
