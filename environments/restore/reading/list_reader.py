"""Read all pages of a list: the first has the number of pages, the others are read concurrently."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from environments.ordercloud.errors import ErrorResponse, Unauthorized
from environments.restore.resources.resource import Record
from environments.restore.worker_pool import Task

Rows = Any  # what `reduce` makes of the items of a page


@dataclass(frozen=True)
class _Page:
    """`rows` are the items themselves until they are `reduced`."""

    meta: dict[str, Any]
    rows: Rows
    reduced: bool


@dataclass
class ListReader:
    """Reads one list and reports in the engine's own thread.

    Attributes:
        read: reads the page with that number; runs in a worker.
        reduce: makes of the items of a page what is to be kept; runs in a worker too, for speed.
        collect: takes what was kept of each page, in whatever order they come.
        done: called once after the last page, with every `TotalCount` that the pages named.
        failed: called instead, once, when OrderCloud refuses a page.
        asked: called for each page that is going to be read.
        held: the first page is read at once, but nothing is reduced before `release` is called.
    """

    tasks: deque[Task]
    read: Callable[[int], dict[str, Any]]
    reduce: Callable[[list[Record]], Rows]
    on_rows: Callable[[Rows], None]
    on_complete: Callable[[set[int]], None]
    on_error: Callable[[ErrorResponse], None]
    on_request: Callable[[], None] = lambda: None
    paused: bool = False
    totals: set[int] = field(default_factory=set)
    _outstanding: int = 0
    _failed: bool = False
    _first_page: _Page | None = None

    def start(self) -> None:
        self._request_page(1)

    def resume(self) -> None:
        """Go on with what was held."""
        self.paused = False
        if self._first_page:
            self._reduce_first_page(self._first_page)
            self._first_page = None

    def _request_page(self, number: int) -> None:
        self._outstanding += 1
        self.on_request()
        self.tasks.append(Task(partial(self._read_page, number), partial(self._on_page, number)))

    def _read_page(self, number: int) -> _Page | ErrorResponse:
        try:
            page = self.read(number)
        except Unauthorized:
            raise
        except ErrorResponse as refused:
            return refused
        if self.paused:
            return _Page(page["Meta"], page["Items"], reduced=False)
        return _Page(page["Meta"], self.reduce(page["Items"]), reduced=True)

    def _reduce_first_page(self, page: _Page) -> None:
        self._outstanding += 1

        def work() -> _Page:
            return _Page(page.meta, self.reduce(page.rows), reduced=True)

        self.tasks.append(Task(work, partial(self._on_page, 1)))

    def _on_page(self, number: int, outcome: _Page | ErrorResponse) -> None:
        self._outstanding -= 1
        if self._failed:
            return
        if isinstance(outcome, ErrorResponse):
            self._failed = True
            self.on_error(outcome)
        elif outcome.reduced:
            self._collect_page(number, outcome)
        elif self.paused:
            self._first_page = outcome
        else:
            self._reduce_first_page(outcome)

    def _collect_page(self, number: int, page: _Page) -> None:
        self.totals.add(page.meta["TotalCount"])
        self.on_rows(page.rows)
        if number == 1:
            for later in range(2, page.meta["TotalPages"] + 1):
                self._request_page(later)
        if not self._outstanding:
            self.on_complete(self.totals)
