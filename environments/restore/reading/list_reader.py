"""Read all pages of a list: the first has the number of pages, the others are read concurrently."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from environments.ordercloud.errors import ErrorResponse, Unauthorized
from environments.restore.resources.resource import Record
from environments.restore.worker_pool import Task

Rows = Any  # what `convert` returns for the items of a page


@dataclass(frozen=True)
class _Page:
    """A page of a list. `rows` are the items themselves until they are `converted`."""

    meta: dict[str, Any]
    rows: Rows
    converted: bool


@dataclass
class ListReader:
    """Reads one list and reports in the engine's own thread.

    Attributes:
        read: reads a page by its number; runs in a worker.
        convert: converts the items of a page to what is needed of them; runs in a worker too, for speed.
        on_rows: receives the converted rows of each page, in any order.
        on_complete: called once after the last page, with every `TotalCount` of the pages.
        on_error: called once, instead, if OrderCloud rejects a page.
        on_request: called for each page that will be read.
        paused: the first page is read immediately, but nothing is converted before `resume` is called.
    """

    tasks: deque[Task]
    read: Callable[[int], dict[str, Any]]
    convert: Callable[[list[Record]], Rows]
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
        """Request the first page."""
        self._request_page(1)

    def resume(self) -> None:
        """Continue after a pause."""
        self.paused = False
        if self._first_page:
            self._convert_first_page(self._first_page)
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
        except ErrorResponse as error:
            return error
        if self.paused:
            return _Page(page["Meta"], page["Items"], converted=False)
        return _Page(page["Meta"], self.convert(page["Items"]), converted=True)

    def _convert_first_page(self, page: _Page) -> None:
        self._outstanding += 1

        def work() -> _Page:
            return _Page(page.meta, self.convert(page.rows), converted=True)

        self.tasks.append(Task(work, partial(self._on_page, 1)))

    def _on_page(self, number: int, outcome: _Page | ErrorResponse) -> None:
        self._outstanding -= 1
        if self._failed:
            return
        if isinstance(outcome, ErrorResponse):
            self._failed = True
            self.on_error(outcome)
        elif outcome.converted:
            self._collect_page(number, outcome)
        elif self.paused:
            self._first_page = outcome
        else:
            self._convert_first_page(outcome)

    def _collect_page(self, number: int, page: _Page) -> None:
        self.totals.add(page.meta["TotalCount"])
        self.on_rows(page.rows)
        if number == 1:
            for later in range(2, page.meta["TotalPages"] + 1):
                self._request_page(later)
        if not self._outstanding:
            self.on_complete(self.totals)
