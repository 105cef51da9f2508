"""The arithmetic of the rate limit, with its state in one process.

The calls of the current and the previous second are counted, to know how many OrderCloud accepted within a
second when it responds 429. The new rate is nine tenths of that, but never less than half of the previous
rate. Each second it increases by a twentieth of the known ceiling until just below it, then by a fifth of a
percent, and faster the longer no 429 comes. Calls that were under way together are rejected together; they
count as one rejection.
"""

import threading
import time
from collections.abc import Callable
from math import floor

BACKOFF_FACTOR = 0.9
MIN_BACKOFF_FACTOR = 0.5
PROBE_THRESHOLD = 0.95
FAST_INCREASE = 0.05
SLOW_INCREASE = 0.002
SLOW_INCREASE_GROWTH_SECONDS = 8.0


class LocalRate:
    """A `RateState` for the threads of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self._lock = threading.Lock()
        self.rate = 0.0  # calls per second; 0 while no limit is known
        self._previous_rate = 0.0  # the rate before the latest rejection
        self._ceiling = 0.0  # the calls per second that OrderCloud accepted before that
        self._next_slot = self._cooldown_until = self._slowed_at = self._increased_at = 0.0
        self._window = self._count = self._previous_count = 0
        self._offset = self._previous_offset = 0.0  # when in its second the first call was made

    def reserve(self) -> float:
        with self._lock:
            now = self._rotate_window()
            self._count += 1
            slot = max(now, self._cooldown_until)
            if self.rate > 0:
                self._increase(now)
                slot = max(slot, self._next_slot)
                self._next_slot = slot + 1 / self.rate
            return slot - now

    def cooldown(self) -> float:
        with self._lock:
            return max(0.0, self._cooldown_until - self._now())

    def slow_down(self, seconds: float) -> None:
        with self._lock:
            now = self._rotate_window()
            self._count = max(0, self._count - 1)
            if now >= self._cooldown_until:
                self._previous_rate, self._slowed_at = self.rate, now
                # Of the previous second only calls less than a second ago count, from its first call on.
                share = (1 - (now - self._window)) / (1 - self._previous_offset)
                self._ceiling = self._count + self._previous_count * min(1.0, share)
            else:
                self._ceiling -= 1
            self._ceiling = max(1.0, self._ceiling)
            self.rate = BACKOFF_FACTOR * self._ceiling
            if self._previous_rate > 0:
                self.rate = max(self._previous_rate * MIN_BACKOFF_FACTOR, min(self._previous_rate, self.rate))
            self._cooldown_until = max(self._cooldown_until, now + seconds)
            self._next_slot, self._increased_at = (
                max(self._next_slot, self._cooldown_until),
                self._cooldown_until,
            )

    def _rotate_window(self) -> float:
        now = self._now()
        if floor(now) != self._window:
            self._previous_count = self._count if floor(now) == self._window + 1 else 0
            self._previous_offset, self._offset = self._offset, now - floor(now)
            self._count, self._window = 0, floor(now)
        return now

    def _increase(self, now: float) -> None:
        elapsed = now - self._increased_at
        self._increased_at = now
        if elapsed <= 0:
            return
        near = PROBE_THRESHOLD * self._ceiling
        if self.rate < near:
            self.rate = min(near, self.rate + FAST_INCREASE * self._ceiling * elapsed)
        else:
            growth = 1 + ((now - self._slowed_at) / SLOW_INCREASE_GROWTH_SECONDS) ** 2
            self.rate *= 1 + SLOW_INCREASE * growth * min(elapsed, 1.0)
