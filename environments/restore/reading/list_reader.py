"""All pages of one list: the first tells how many there are, the rest are read at once."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from environments.ordercloud.errors import ErrorResponse, Unauthorized
from environments.restore.resources.resource import Record
from environments.restore.worker_pool import Task

Rows = list[Any]


@dataclass(frozen=True)
class _Page:
    """`rows` are the items themselves until they are `reduced`."""

    meta: dict[str, Any]
    rows: Rows
    reduced: bool


@dataclass
class Listing:
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
    collect: Callable[[Rows], None]
    done: Callable[[set[int]], None]
    failed: Callable[[ErrorResponse], None]
    asked: Callable[[], None] = lambda: None
    held: bool = False
    totals: set[int] = field(default_factory=set)
    _awaited: int = 0
    _broken: bool = False
    _first: _Page | None = None

    def start(self) -> None:
        self._ask(1)

    def release(self) -> None:
        """Go on with what was held."""
        self.held = False
        if self._first:
            self._reduce_first(self._first)
            self._first = None

    def _ask(self, number: int) -> None:
        self._awaited += 1
        self.asked()
        self.tasks.append(Task(partial(self._work, number), partial(self._landed, number)))

    def _work(self, number: int) -> _Page | ErrorResponse:
        try:
            page = self.read(number)
        except Unauthorized:
            raise
        except ErrorResponse as refused:
            return refused
        if self.held:
            return _Page(page["Meta"], page["Items"], reduced=False)
        return _Page(page["Meta"], self.reduce(page["Items"]), reduced=True)

    def _reduce_first(self, page: _Page) -> None:
        self._awaited += 1

        def work() -> _Page:
            return _Page(page.meta, self.reduce(page.rows), reduced=True)

        self.tasks.append(Task(work, partial(self._landed, 1)))

    def _landed(self, number: int, outcome: _Page | ErrorResponse) -> None:
        self._awaited -= 1
        if self._broken:
            return
        if isinstance(outcome, ErrorResponse):
            self._broken = True
            self.failed(outcome)
        elif outcome.reduced:
            self._take(number, outcome)
        elif self.held:
            self._first = outcome
        else:
            self._reduce_first(outcome)

    def _take(self, number: int, page: _Page) -> None:
        self.totals.add(page.meta["TotalCount"])
        self.collect(page.rows)
        if number == 1:
            for later in range(2, page.meta["TotalPages"] + 1):
                self._ask(later)
        if not self._awaited:
            self.done(self.totals)
