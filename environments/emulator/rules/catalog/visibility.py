"""What a buyer user may see: by assignment of catalogs, categories and products to its buyer and groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from environments.emulator.auth import identity
from environments.emulator.queries.selection import Selection
from environments.emulator.storage.records import Record, Records


@dataclass(frozen=True)
class BuyerContext:
    """A buyer user's place: its buyer, its groups, and the records in which to look."""

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
    def currency(self) -> str | None:
        """What the user pays in, by the locale assigned to it; None without a locale."""
        locale = identity.locale(self.records, self.user)
        return locale["Currency"] if locale else None

    def is_assigned(self, assignment: Record) -> bool:
        """Whether an assignment to a buyer, or to a group of it, is to this user."""
        if (assignment["BuyerID"] or "").casefold() != self.buyer.id.casefold():
            return False
        group = assignment["UserGroupID"]
        return group is None or group.casefold() in self.groups

    # catalogs

    def assigned_catalogs(self, seller: str | None = None) -> list[tuple[Record, Record]]:
        """Active catalogs assigned to the buyer, with their assignments."""
        found = []
        for assignment in self.records.where("CatalogAssignments", BuyerID=self.buyer.id):
            catalog = self.records.get("Catalogs", assignment["CatalogID"])
            if catalog["Active"] and (seller is None or catalog["OwnerID"].casefold() == seller.casefold()):
                found.append((catalog, assignment))
        return found

    # categories

    def visible_categories(self, catalog: Record, assignment: Record) -> list[Record]:
        """The visible categories of a catalog: active up to the top, visible by the nearest word on it."""
        tree = _CategoryTree(self, catalog)
        default = bool(assignment["ViewAllCategories"])
        return [
            c for c in tree.categories if tree.is_active(c) and tree.inherited_setting(c, "Visible", default)
        ]

    def _categories_with_all_products(self, catalog: Record) -> list[str]:
        """Folded ids of active categories of which every product may be seen."""
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
        """Leave only the products that the user may see, of one catalog or of all."""
        org = self.records.organization.num
        ways, values = [], []
        for catalog, assignment in self.assigned_catalogs(seller):
            if catalog_id and catalog.id.casefold() != catalog_id.casefold():
                continue
            inside = (
                'id IN (SELECT f_ProductID FROM "ProductCatalogAssignments" WHERE org=? AND f_CatalogID=?)'
            )
            found = [org, catalog.id.casefold()]
            if not assignment["ViewAllProducts"]:
                open_ = self._categories_with_all_products(catalog)
                marks = ", ".join("?" * len(open_)) or "NULL"
                inside += (
                    ' AND (id IN (SELECT f_ProductID FROM "CategoryProductAssignments"'
                    f" WHERE org=? AND parent=? AND f_CategoryID IN ({marks})) OR {self._assigned_sql})"
                )
                found += [org, catalog.num, *open_, *self._assigned_values]
            ways.append(f"({inside})")
            values += found
        selection.where("body ->> '$.Active' = 1")
        selection.where(f"({' OR '.join(ways) or '0'})", *values)

    @property
    def _assigned_sql(self) -> str:
        marks = ", ".join("?" * len(self.groups)) or "NULL"
        return (
            'id IN (SELECT f_ProductID FROM "ProductAssignments" WHERE org=? AND f_BuyerID=?'
            f" AND (f_UserGroupID IS NULL OR f_UserGroupID IN ({marks})))"
        )

    @property
    def _assigned_values(self) -> list:
        return [self.records.organization.num, self.buyer.id.casefold(), *self.groups]

    def find_product(self, id_: str, seller: str | None = None) -> Record | None:
        """The product of an id, if the user may see it."""
        found = self.records.find("Products", id_)
        if found is None:
            return None
        selection = Selection(found.resource).where("num=?", found.num)
        self.restrict_products(selection, seller=seller)
        return found if self.records.count(selection) else None


class _CategoryTree:
    """The categories of a catalog, and what assignments to a user say about them."""

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
        """What is said at the category, or at the nearest above; a word to a group beats one to the buyer."""
        for above in self._with_ancestors(category):
            said = [a for a in self._assignments.get(above.id.casefold(), ()) if a[field] is not None]
            said.sort(key=lambda a: a["UserGroupID"] is None)
            if said:
                return any(
                    a[field] for a in said if (a["UserGroupID"] is None) == (said[0]["UserGroupID"] is None)
                )
        return default
