"""A rate limit shared by all callers of the same organization.

OrderCloud's limit is unknown, so there is none until OrderCloud responds 429. Then all calls pause for as
long as it asks, and continue a little slower than the rate that it had accepted. From there the rate
increases: quickly to just below the rate that was rejected, then slowly beyond it, to find out whether the
limit still applies.

The state is one hash in Redis, changed by one script, so that all workers of all processes share the
rate. The arithmetic is in `rate.lua`. Without Redis, or while it is unavailable, each process has its own
rate (`LocalRate`).
"""

import logging
import time
from collections.abc import Callable
from importlib import resources
from typing import Protocol, TypeVar

import redis

from environments.ordercloud.local_rate import LocalRate

logger = logging.getLogger(__name__)

_SCRIPT = resources.files(__package__).joinpath("rate.lua").read_text()
DEFAULT_COOLDOWN = 1.0
LOCAL_FALLBACK_DURATION = 10.0  # seconds before Redis is tried again after an error


T = TypeVar("T")


class RateState(Protocol):
    """Where the rate is stored. All durations are in seconds."""

    def reserve(self) -> float:
        """Reserve the next slot and return how long to wait for it."""

    def cooldown(self) -> float:
        """Return how much longer all calls pause; 0.0 when they may be sent."""

    def slow_down(self, seconds: float) -> None:
        """Pause all calls for that long, then continue at a lower rate."""


class RedisRate:
    """The rate in Redis under `key`; `now` replaces the clock of Redis."""

    def __init__(self, connection: redis.Redis, key: str, now: Callable[[], float] | None = None):
        self._key = f"rate:{key}"
        self._script = connection.register_script(_SCRIPT)
        self._now: Callable[[], float | str] = now or (lambda: "")

    def reserve(self) -> float:
        return self._run_script("reserve")

    def cooldown(self) -> float:
        return self._run_script("cooldown")

    def slow_down(self, seconds: float) -> None:
        self._run_script("slow_down", seconds)

    def _run_script(self, action: str, seconds: float = 0.0) -> float:
        return float(self._script([self._key], [action, seconds, self._now()]))


class Limiter:
    """Sends calls at the shared rate. Thread-safe; create one for each organization and process.

    Args:
        key: what the limit applies to, such as an endpoint with an organization.
        connection: a Redis; None keeps the rate in this process.
    """

    def __init__(
        self,
        key: str,
        connection: redis.Redis | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self._sleep = sleep
        self._local = LocalRate()
        self._shared = RedisRate(connection, key) if connection is not None else None
        self._local_until = 0.0

    def acquire(self) -> None:
        """Wait until the next call may be sent."""
        wait = self._with_state(lambda state: state.reserve())
        while wait > 0:
            self._sleep(wait)
            limited_meanwhile = self._with_state(lambda state: state.cooldown()) > 0
            wait = self._with_state(lambda state: state.reserve()) if limited_meanwhile else 0.0

    def report_429(self, retry_after: float | None) -> None:
        """Slow down after a 429 response, with its `Retry-After` in seconds or None."""
        self._with_state(
            lambda state: state.slow_down(DEFAULT_COOLDOWN if retry_after is None else retry_after)
        )

    def _with_state(self, operation: Callable[[RateState], T]) -> T:
        if self._shared is not None and time.monotonic() >= self._local_until:
            try:
                return operation(self._shared)
            except redis.RedisError as error:
                self._local_until = time.monotonic() + LOCAL_FALLBACK_DURATION
                logger.warning("This process uses its own rate limit while Redis is unavailable: %s", error)
        return operation(self._local)
