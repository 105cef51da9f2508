"""Threads that make the calls, and one that decides which.

The engine's own thread hands out tasks, hears of each result and hands out more. It alone keeps the books, so
they need no locks.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any


@dataclass(frozen=True)
class Task:
    """`work` runs in one of the threads; `landed` gets what it returned, in the engine's own thread."""

    work: Callable[[], Any]
    landed: Callable[[Any], None]


class Crew:
    """Makes up to `slots` calls at once.

    Args:
        tick: called in the engine's own thread about every `every` seconds; may raise to end the work.
    """

    def __init__(self, slots: int, tick: Callable[[], None], every: float = 1.0):
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="restore")
        self._ahead = 2 * slots
        self._tick, self._every = tick, every
        self._next_tick = time.monotonic()
        self._landed: SimpleQueue[tuple[Task, Any, BaseException | None]] = SimpleQueue()
        self._stopped = threading.Event()

    def run(self, take: Callable[[], Task | None]) -> None:
        """Do tasks until `take` has none left and all have landed.

        `take` gives the next task, or None while there is none; it is asked again after each landing.
        Whatever a task or a landing raises ends the work: tasks under way are awaited, all others dropped,
        then it is raised here.
        """
        flying = 0
        try:
            while True:
                while flying < self._ahead and (task := take()) is not None:
                    self._pool.submit(self._do, task)
                    flying += 1
                if not flying:
                    return
                task, result, error = self._next_landing()
                flying -= 1
                if error:
                    raise error
                task.landed(result)
        except BaseException:
            self._stopped.set()
            raise

    def close(self) -> None:
        """Wait for what is under way."""
        self._stopped.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _do(self, task: Task) -> None:
        if self._stopped.is_set():
            return
        try:
            self._landed.put((task, task.work(), None))
        except BaseException as error:
            self._landed.put((task, None, error))

    def _next_landing(self) -> tuple[Task, Any, BaseException | None]:
        while True:
            left = self._next_tick - time.monotonic()
            if left <= 0:
                self._tick()
                self._next_tick = time.monotonic() + self._every
                continue
            try:
                return self._landed.get(timeout=left)
            except Empty:
                continue
