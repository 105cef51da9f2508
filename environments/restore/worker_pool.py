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

    run: Callable[[], Any]
    on_done: Callable[[Any], None]


class WorkerPool:
    """Makes up to `slots` calls at once.

    Args:
        tick: called in the engine's own thread about every `every` seconds; may raise to end the work.
    """

    def __init__(self, size: int, on_tick: Callable[[], None], interval: float = 1.0):
        self._executor = ThreadPoolExecutor(size, thread_name_prefix="restore")
        self._max_in_flight = 2 * size
        self._on_tick, self._interval = on_tick, interval
        self._next_tick = time.monotonic()
        self._results: SimpleQueue[tuple[Task, Any, BaseException | None]] = SimpleQueue()
        self._stopped = threading.Event()

    def run(self, next_task: Callable[[], Task | None]) -> None:
        """Do tasks until `take` has none left and all have landed.

        `take` gives the next task, or None while there is none; it is asked again after each landing.
        Whatever a task or a landing raises ends the work: tasks under way are awaited, all others dropped,
        then it is raised here.
        """
        flying = 0
        try:
            while True:
                while flying < self._max_in_flight and (task := next_task()) is not None:
                    self._executor.submit(self._execute, task)
                    flying += 1
                if not flying:
                    return
                task, result, error = self._next_result()
                flying -= 1
                if error:
                    raise error
                task.on_done(result)
        except BaseException:
            self._stopped.set()
            raise

    def close(self) -> None:
        """Wait for what is under way."""
        self._stopped.set()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _execute(self, task: Task) -> None:
        if self._stopped.is_set():
            return
        try:
            self._results.put((task, task.run(), None))
        except BaseException as error:
            self._results.put((task, None, error))

    def _next_result(self) -> tuple[Task, Any, BaseException | None]:
        while True:
            left = self._next_tick - time.monotonic()
            if left <= 0:
                self._on_tick()
                self._next_tick = time.monotonic() + self._interval
                continue
            try:
                return self._results.get(timeout=left)
            except Empty:
                continue
