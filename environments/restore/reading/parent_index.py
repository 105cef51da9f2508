"""Which parents have records of a resource, as OrderCloud tells it in one list over all parents.

Asking below each parent takes a call for each of them. A list of parents that is filtered by what lies below
them takes a call for a hundred, and leaves only the lists that have something. Where OrderCloud refuses such
a list nothing is proven, and every list below is read.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import Production
from environments.restore.reading.list_reader import Listing
from environments.restore.resources.resource import Kind, Record
from environments.restore.storage.record_store import RecordStore
from environments.restore.worker_pool import Task

AT_ONCE = 32
Query = tuple[tuple[str, str], ...]


class ParentIndex:
    """The parents of the records of `kind` in one organization; `ready` is called once when it is known."""

    def __init__(
        self,
        kind: Kind,
        parents: Kind,
        organization: Production,
        is_production: bool,
        records: RecordStore,
        tasks: deque[Task],
        ready: Callable[[], None],
    ):
        self._kind, self._parents, self._organization = kind, parents, organization
        self._is_production, self._records, self._tasks = is_production, records, tasks
        self._ready, self._under_way, self._proven = ready, 0, False
        self._queries: Iterator[Query] = iter(())

    def build(self, per: Iterable[str] | None) -> None:
        """Ask OrderCloud. `per` are the ids of the records that are asked for one by one, where that is how
        the index works; None when these could not be read."""
        index = self._kind.index
        self._proven = not index.per or per is not None
        if index.per:
            self._queries = (((index.parameter, one),) for one in per or ())
        else:
            self._queries = iter([index.query])
        self._under_way = 1
        for _ in range(AT_ONCE):
            self._ask_next()
        self._one_less()

    def has(self, parent: Record) -> bool:
        """Whether something may lie below that record."""
        if not self._proven:
            return True
        return self._records.is_parent(self._is_production, self._kind.name, parent["ID"].casefold())

    def _ask_next(self) -> None:
        query = next(self._queries, None)
        if query is None:
            return

        def read(number: int) -> dict[str, Any]:
            paging = [("page", str(number)), ("pageSize", str(MAX_PAGE_SIZE))]
            return self._organization.read(self._parents.path, [*query, *paging])

        self._under_way += 1
        Listing(
            self._tasks,
            read,
            reduce=_folded_ids,
            collect=partial(self._records.add_parents, self._is_production, self._kind.name),
            done=lambda totals: self._answered(),
            failed=self._failed,
        ).start()

    def _failed(self, refused: ErrorResponse) -> None:
        self._proven = False
        self._answered()

    def _answered(self) -> None:
        self._ask_next()
        self._one_less()

    def _one_less(self) -> None:
        self._under_way -= 1
        if not self._under_way:
            self._ready()


def _folded_ids(parents: list[Record]) -> list[str]:
    return [parent["ID"].casefold() for parent in parents]
