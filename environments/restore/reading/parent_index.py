"""Which parents have records of a resource, from one list over all parents.

Reading the list below each parent takes one call for each of them. A list of parents filtered by what is
below them takes one call for a hundred, and leaves only the lists that have records. If OrderCloud rejects
such a list, every list below is read.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import ProductionReader
from environments.restore.reading.list_reader import ListReader
from environments.restore.resources.resource import Record, Resource
from environments.restore.storage.record_store import RecordStore
from environments.restore.worker_pool import Task

CONCURRENT_QUERIES = 32
Query = tuple[tuple[str, str], ...]


class ParentIndex:
    """The parents of the records of `resource` in one organization; `ready` is called once it is known."""

    def __init__(
        self,
        resource: Resource,
        parents: Resource,
        organization: ProductionReader,
        is_production: bool,
        records: RecordStore,
        tasks: deque[Task],
        ready: Callable[[], None],
    ):
        self._resource, self._parents, self._reader = resource, parents, organization
        self._is_production, self._records, self._tasks = is_production, records, tasks
        self._on_ready, self._pending, self._is_reliable = ready, 0, False
        self._queries: Iterator[Query] = iter(())

    def build(self, ids: Iterable[str] | None) -> None:
        """Query OrderCloud.

        Args:
            ids: the ids of the records to query one by one, if the index works that way; None if these could
                not be read.
        """
        index = self._resource.parent_index
        if index is None:
            raise ValueError(f"{self._resource.name} has no index of its parents.")
        self._is_reliable = not index.for_each or ids is not None
        if index.for_each:
            self._queries = (((index.parameter, id_),) for id_ in ids or ())
        else:
            self._queries = iter([index.query])
        self._pending = 1
        for _ in range(CONCURRENT_QUERIES):
            self._start_next_query()
        self._decrement_pending()

    def has(self, parent: Record) -> bool:
        """Return whether a record may have records below it."""
        if not self._is_reliable:
            return True
        return self._records.is_parent(self._is_production, self._resource.name, parent["ID"].casefold())

    def _start_next_query(self) -> None:
        query = next(self._queries, None)
        if query is None:
            return

        def read(number: int) -> dict[str, Any]:
            paging = [("page", str(number)), ("pageSize", str(MAX_PAGE_SIZE))]
            return self._reader.read(self._parents.path, [*query, *paging])

        self._pending += 1
        ListReader(
            self._tasks,
            read,
            convert=_folded_ids,
            on_rows=partial(self._records.add_parents, self._is_production, self._resource.name),
            on_complete=lambda totals: self._on_query_done(),
            on_error=self._on_query_error,
        ).start()

    def _on_query_error(self, error: ErrorResponse) -> None:
        self._is_reliable = False
        self._on_query_done()

    def _on_query_done(self) -> None:
        self._start_next_query()
        self._decrement_pending()

    def _decrement_pending(self) -> None:
        self._pending -= 1
        if not self._pending:
            self._on_ready()


def _folded_ids(parents: list[Record]) -> list[str]:
    return [parent["ID"].casefold() for parent in parents]
