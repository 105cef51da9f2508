"""The data that expressions are evaluated on: an order with its line items, and an order return."""

from functools import cached_property

from environments.emulator.storage.records import Record, Records


class EvaluationContext:
    """The order of one evaluation; categories and approvals are read when they are first used.

    Args:
        records: Where categories and approvals are read.
        order: The stored order.
        data: The properties of the order to evaluate with.
        items: The properties of its line items.
        order_return: The stored order return that a rule is about, if any.
    """

    def __init__(
        self,
        records: Records,
        order: Record,
        data: dict,
        items: list[dict],
        order_return: Record | None = None,
    ) -> None:
        self.order = data
        self.items = items
        self.order_return = order_return.data if order_return else {}
        self._records = records
        self._approvals_of = (
            ("OrderReturnApprovals", order_return) if order_return else ("OrderApprovals", order)
        )
        self._categories: dict[str, frozenset[str]] = {}
        self._parents: dict[str, frozenset[str]] = {}

    @cached_property
    def approved_rules(self) -> set[str]:
        """The folded ids of the rules whose approval was given for the order or the return."""
        resource, record = self._approvals_of
        approvals = self._records.where(resource, parent=record.num)
        return {a["ApprovalRuleID"].casefold() for a in approvals if a["Status"] == "Approved"}

    def categories(self, product_id: str) -> frozenset[str]:
        """Return the folded ids of the categories that a product is assigned to, in any catalog."""
        if product_id not in self._categories:
            links = self._records.where("CategoryProductAssignments", ProductID=product_id)
            self._categories[product_id] = frozenset(link["CategoryID"].casefold() for link in links)
        return self._categories[product_id]

    def parent_categories(self, product_id: str) -> frozenset[str]:
        """Return the folded ids of a product's categories and all their ancestors."""
        if product_id not in self._parents:
            category_ids: set[str] = set()
            for link in self._records.where("CategoryProductAssignments", ProductID=product_id):
                name: str | None = link["CategoryID"]
                while name and name.casefold() not in category_ids:
                    category_ids.add(name.casefold())
                    category = self._records.find("Categories", name, link.parent_num)
                    name = category["ParentID"] if category else None
            self._parents[product_id] = frozenset(category_ids)
        return self._parents[product_id]
