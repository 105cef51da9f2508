"""Deadlines of HTTP requests, for servers that nobody vouches for.

The library's timeouts count from one byte to the next, so a server that sends one now and then could hold a
caller for ever. Here the connection is shut down when the deadline has passed.
"""

import contextvars
import heapq
import itertools
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import requests
from urllib3.exceptions import HTTPError


class DeadlineExceeded(requests.Timeout):
    """The request was not finished when its deadline passed."""


class Abortable(Protocol):
    """A connection that another thread can shut down; `call` is the request that uses it."""

    call: "Call | None"

    def shut_down(self) -> None: ...


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Abort the request in this block, whose connections `watch`, after `seconds`.

    Raises:
        DeadlineExceeded: the deadline has passed.
    """
    call = Call(seconds)
    _watchdog.watch(call)
    token = _current.set(call)
    try:
        yield
    except (OSError, HTTPError, ValueError) as error:
        if call.is_over:
            raise DeadlineExceeded(f"No response within {seconds:g} s.") from error
        raise
    finally:
        _current.reset(token)
        call.finish()
    if call.is_over:  # what was read until then may look complete
        raise DeadlineExceeded(f"No response within {seconds:g} s.")


class Call:
    """A running request and its connection, so that another thread can end it."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._connection: Abortable | None = None
        self._is_finished = False
        self.is_over = False

    @property
    def remaining(self) -> float:
        return max(0.0, self.ends_at - time.monotonic())

    def watch(self, connection: Abortable) -> None:
        with self._lock:
            connection.call = self
            self._connection = connection
            if self.is_over:
                connection.shut_down()

    def abort(self) -> None:
        with self._lock:
            if self._is_finished:
                return
            self.is_over = True
            # Another call may have taken the connection over in the meantime.
            if self._connection and self._connection.call is self:
                self._connection.shut_down()

    def finish(self) -> None:
        with self._lock:
            self._is_finished = True
            self._connection = None


def current() -> Call | None:
    """Return the running request of this thread that has a deadline."""
    return _current.get()


class _Watchdog:
    """One thread that aborts all calls of this process at their deadlines."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._calls: list[tuple[float, int, Call]] = []
        self._order = itertools.count()
        self._thread: threading.Thread | None = None

    def watch(self, call: Call) -> None:
        with self._changed:
            heapq.heappush(self._calls, (call.ends_at, next(self._order), call))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deadlines", daemon=True)
                self._thread.start()
            elif self._calls[0][2] is call:
                self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                wait = self._calls[0][0] - time.monotonic() if self._calls else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                call = heapq.heappop(self._calls)[2]
            call.abort()


def _reset_after_fork() -> None:
    """Give a forked process a watchdog of its own, because threads do not follow a fork."""
    global _watchdog
    _watchdog = _Watchdog()


_watchdog = _Watchdog()
os.register_at_fork(after_in_child=_reset_after_fork)

_current: contextvars.ContextVar[Call | None] = contextvars.ContextVar("deadline", default=None)
