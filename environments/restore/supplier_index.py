"""Which products have suppliers.

The suppliers of a product can only be read product by product. Asking each supplier for its products first
takes one call for a hundred of them, and leaves only the products that have any.
"""

from collections import deque
from collections.abc import Callable

from environments.ordercloud.errors import Refused

from .crew import Task
from .halves import Production
from .kind import Record
from .listing import Listing

PRODUCTS = "/products"
PAGE_SIZE = "100"


class SupplierIndex:
    """The products that have suppliers, for both halves; `refused` is told when OrderCloud does not want to
    say.
    """

    def __init__(self, tasks: deque[Task], refused: Callable[[Refused], None]):
        self._tasks, self._refused = tasks, refused
        self._awaited = 0
        self._linked: dict[Production, set[str]] = {}
        self._ready: Callable[[], None] = lambda: None

    def build(self, suppliers: dict[Production, list[str]], ready: Callable[[], None]) -> None:
        """Ask for the products of these suppliers, by half, and call `ready` when all answered."""
        self._ready = ready
        self._awaited = 1 + sum(map(len, suppliers.values()))
        for half, ids in suppliers.items():
            self._linked[half] = set()
            for supplier in ids:
                self._ask(half, supplier)
        self._one_less()

    def has(self, half: Production, product_id: str) -> bool:
        return product_id.casefold() in self._linked.get(half, ())

    def _ask(self, half: Production, supplier: str) -> None:
        def read(number: int):
            query = [("supplierID", supplier), ("page", str(number)), ("pageSize", PAGE_SIZE)]
            return half.read(PRODUCTS, query)

        Listing(
            self._tasks,
            read,
            reduce=_folded_ids,
            collect=self._linked[half].update,
            done=lambda totals: self._one_less(),
            failed=self._failed,
        ).start()

    def _failed(self, refused: Refused) -> None:
        self._refused(refused)
        self._one_less()

    def _one_less(self) -> None:
        self._awaited -= 1
        if not self._awaited:
            self._ready()


def _folded_ids(products: list[Record]) -> list[str]:
    return [product["ID"].casefold() for product in products]
