"""The arithmetic of the pace, kept in one process.

Calls of the current second and of the one before are counted, so that at a 429 it is known how many
OrderCloud accepted within a second. The new pace is nine tenths of it, though never less than half of the
last. It climbs by a twentieth of the known ceiling each second until just below it, then by a fifth of a
percent, and faster the longer no 429 comes. Calls that were under way together are refused together; they
count as one refusal.
"""

import threading
import time
from collections.abc import Callable
from math import floor

SAFE_SHARE = 0.9
LEAST_SHARE = 0.5
NEAR_CEILING = 0.95
CLIMB = 0.05
CREEP = 0.002
CREEP_GROWS_AFTER = 8.0


class LocalPace:
    """A pace as `limiter.Pace` describes it, for the threads of this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic):
        self._now = now
        self._lock = threading.Lock()
        self.rate = 0.0  # calls per second; 0 while no limit is known
        self._base = 0.0  # the rate before the present refusal
        self._ceiling = 0.0  # what OrderCloud accepted when it last refused
        self._next = self._until = self._cut = self._grown = 0.0
        self._second = self._count = self._before = 0
        self._from = self._before_from = 0.0  # at which part of its second the first call came

    def reserve(self) -> float:
        with self._lock:
            now = self._roll()
            self._count += 1
            place = max(now, self._until)
            if self.rate > 0:
                self._grow(now)
                place = max(place, self._next)
                self._next = place + 1 / self.rate
            return place - now

    def pause(self) -> float:
        with self._lock:
            return max(0.0, self._until - self._now())

    def refuse(self, seconds: float) -> None:
        with self._lock:
            now = self._roll()
            self._count = max(0, self._count - 1)
            if now >= self._until:
                self._base, self._cut = self.rate, now
                # Of the second before, only calls within one second of now count; they came since its first.
                share = (1 - (now - self._second)) / (1 - self._before_from)
                self._ceiling = self._count + self._before * min(1.0, share)
            else:
                self._ceiling -= 1
            self._ceiling = max(1.0, self._ceiling)
            self.rate = SAFE_SHARE * self._ceiling
            if self._base > 0:
                self.rate = max(self._base * LEAST_SHARE, min(self._base, self.rate))
            self._until = max(self._until, now + seconds)
            self._next, self._grown = max(self._next, self._until), self._until

    def _roll(self) -> float:
        now = self._now()
        if floor(now) != self._second:
            self._before = self._count if floor(now) == self._second + 1 else 0
            self._before_from, self._from = self._from, now - floor(now)
            self._count, self._second = 0, floor(now)
        return now

    def _grow(self, now: float) -> None:
        passed = now - self._grown
        self._grown = now
        if passed <= 0:
            return
        near = NEAR_CEILING * self._ceiling
        if self.rate < near:
            self.rate = min(near, self.rate + CLIMB * self._ceiling * passed)
        else:
            patience = 1 + ((now - self._cut) / CREEP_GROWS_AFTER) ** 2
            self.rate *= 1 + CREEP * patience * min(passed, 1.0)
