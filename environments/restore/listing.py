"""All pages of one list: the first tells how many there are, the rest are read at once."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from environments.ordercloud.errors import Refused, Unauthorized

from .crew import Task
from .kind import Record

Rows = list[Any]


@dataclass
class Listing:
    """Reads one list and reports in the engine's own thread.

    Attributes:
        read: reads the page with that number; runs in a worker.
        reduce: makes of the items of a page what is to be kept; runs in the worker too, so that pages go at
        once. collect: takes what was kept of each page, in whatever order they come.
        done: called once after the last page, with every `TotalCount` that the pages named.
        failed: called instead, once, when OrderCloud refuses a page.
        asked: called for each page that is going to be read.
    """

    tasks: deque[Task]
    read: Callable[[int], dict[str, Any]]
    reduce: Callable[[list[Record]], Rows]
    collect: Callable[[Rows], None]
    done: Callable[[set[int]], None]
    failed: Callable[[Refused], None]
    asked: Callable[[], None] = lambda: None
    totals: set[int] = field(default_factory=set)
    _awaited: int = 0
    _broken: bool = False

    def start(self) -> None:
        self._ask(1)

    def _ask(self, number: int) -> None:
        self._awaited += 1
        self.asked()
        self.tasks.append(Task(partial(self._work, number), partial(self._landed, number)))

    def _work(self, number: int) -> tuple[dict[str, Any], Rows] | Refused:
        try:
            page = self.read(number)
        except Unauthorized:
            raise
        except Refused as refused:
            return refused
        return page["Meta"], self.reduce(page["Items"])

    def _landed(self, number: int, outcome: tuple[dict[str, Any], Rows] | Refused) -> None:
        self._awaited -= 1
        if self._broken:
            return
        if isinstance(outcome, Refused):
            self._broken = True
            self.failed(outcome)
            return
        meta, rows = outcome
        self.totals.add(meta["TotalCount"])
        self.collect(rows)
        if number == 1:
            for later in range(2, meta["TotalPages"] + 1):
                self._ask(later)
        if not self._awaited:
            self.done(self.totals)
