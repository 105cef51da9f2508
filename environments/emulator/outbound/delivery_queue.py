"""Outgoing calls in the background, retried after 30 seconds and 5 minutes."""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from environments.emulator.outbound import http
from environments.emulator.values import dates

RETRY_DELAYS = (0.0, 30.0, 300.0)
TIMEOUT = 10
_HISTORY_SIZE = 1000


@dataclass(order=True)
class _ScheduledDelivery:
    due_at: float
    sequence: int
    attempt: int = field(compare=False)
    send: Callable[[], http.Response] = field(compare=False)
    entry: dict = field(compare=False)
    on_failure: Callable[[dict], None] | None = field(default=None, compare=False)
    canceled: bool = field(default=False, compare=False)


class DeliveryQueue:
    """A queue with its own thread, and the outcome of the last thousand deliveries."""

    def __init__(self, retry_delays: tuple[float, ...] = RETRY_DELAYS) -> None:
        self.retry_delays = retry_delays
        self.history: deque[dict] = deque(maxlen=_HISTORY_SIZE)
        self._due: list[_ScheduledDelivery] = []
        self._in_flight: _ScheduledDelivery | None = None
        self._sequence = 0
        self._changed = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None

    def send(
        self,
        entry: dict,
        url: str,
        body: dict,
        key: str | None,
        headers: Mapping[str, str] | None = None,
        on_failure: Callable[[dict], None] | None = None,
    ) -> None:
        """Deliver in the background; `entry` describes the delivery in the history.

        `on_failure` is called with the entry if all attempts fail.
        """
        self._add(0, lambda: http.post(url, body, key, TIMEOUT, headers), entry | {"Url": url}, on_failure)

    def record(self, entry: dict) -> None:
        """Add to the history what is not sent over HTTP."""
        self.history.append(entry | {"At": dates.now()})

    def _add(
        self,
        attempt: int,
        send: Callable[[], http.Response],
        entry: dict,
        on_failure: Callable[[dict], None] | None = None,
    ) -> None:
        with self._changed:
            if self._closed:
                return
            self._sequence += 1
            due_at = time.monotonic() + self.retry_delays[attempt]
            due = _ScheduledDelivery(due_at, self._sequence, attempt, send, entry, on_failure)
            heapq.heappush(self._due, due)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _run(self) -> None:
        while (due := self._next()) is not None:
            outcome = self.attempt(due.entry, due.attempt + 1, due.send)
            if outcome or due.canceled:
                continue
            if due.attempt + 1 < len(self.retry_delays):
                self._add(due.attempt + 1, due.send, due.entry, due.on_failure)
            elif due.on_failure:
                due.on_failure(due.entry)

    def _next(self) -> _ScheduledDelivery | None:
        with self._changed:
            while not self._closed:
                wait = self._due[0].due_at - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    self._in_flight = heapq.heappop(self._due)
                    return self._in_flight
                self._changed.wait(wait)
            return None

    def attempt(self, entry: dict, attempt: int, send: Callable[[], http.Response]) -> http.Response | None:
        """Send once and record the outcome. Return the response, or None unless it is successful."""
        try:
            response = send()
            result: dict[str, object] = {"Status": response.status, "Error": None}
        except http.NoResponse as error:
            response, result = None, {"Status": None, "Error": str(error)}
        self.history.append(entry | {"At": dates.now(), "Attempt": attempt} | result)
        return response if response and response.ok else None

    @property
    def is_waiting(self) -> bool:
        """Return whether deliveries wait for their first or another attempt."""
        return bool(self._due)

    def of(self, organization_id: str | None) -> list[dict]:
        """Return the outcomes of an organization's deliveries, of all for None, oldest first."""
        return [entry for entry in list(self.history) if _is_of(organization_id, entry)]

    def reset(self, organization_id: str | None, history: Sequence[dict]) -> None:
        """Return to an earlier history of an organization, of all for None; cancel what is not sent yet."""
        with self._changed:
            canceled = [due for due in self._due if _is_of(organization_id, due.entry)]
            if self._in_flight and _is_of(organization_id, self._in_flight.entry):
                self._in_flight.canceled = True
            self._due = [due for due in self._due if due not in canceled]
            heapq.heapify(self._due)
            others = [entry for entry in list(self.history) if not _is_of(organization_id, entry)]
            entries = sorted([*others, *history], key=lambda entry: entry["At"])
            self.history = deque(entries, maxlen=_HISTORY_SIZE)

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread:
            self._thread.join(timeout=TIMEOUT + 1)


def _is_of(organization_id: str | None, entry: dict) -> bool:
    return organization_id in (None, entry.get("Organization"))
