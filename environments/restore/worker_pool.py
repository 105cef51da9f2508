"""Threads that make the calls, and one thread that decides which.

The engine's own thread hands out tasks, receives each result and hands out more. Only this thread changes the
state of the run, which therefore needs no locks.
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
    """A call. `run` is called in a worker thread, `on_done` with its result in the engine's own thread."""

    run: Callable[[], Any]
    on_done: Callable[[Any], None]


class WorkerPool:
    """Threads that make up to `size` calls concurrently.

    Args:
        on_tick: called in the engine's own thread about every `interval` seconds; may raise to stop the work.
    """

    def __init__(self, size: int, on_tick: Callable[[], None], interval: float = 1.0):
        self._executor = ThreadPoolExecutor(size, thread_name_prefix="restore")
        self._max_in_flight = 2 * size
        self._on_tick, self._interval = on_tick, interval
        self._next_tick = time.monotonic()
        self._results: SimpleQueue[tuple[Task, Any, BaseException | None]] = SimpleQueue()
        self._stopped = threading.Event()

    def run(self, next_task: Callable[[], Task | None]) -> None:
        """Run tasks until `next_task` has none left and all are done.

        `next_task` returns the next task, or None if there is none now; it is called again after each result.
        An error of a task or its `on_done` stops the work: running tasks are awaited, all others are dropped,
        then the error is raised here.
        """
        in_flight = 0
        try:
            while True:
                while in_flight < self._max_in_flight and (task := next_task()) is not None:
                    self._executor.submit(self._execute, task)
                    in_flight += 1
                if not in_flight:
                    return
                task, result, error = self._next_result()
                in_flight -= 1
                if error:
                    raise error
                task.on_done(result)
        except BaseException:
            self._stopped.set()
            raise

    def close(self) -> None:
        """Wait for the running tasks."""
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
