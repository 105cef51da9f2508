"""A pace shared by everybody who calls the same organization.

Nobody knows OrderCloud's limit, so there is none until OrderCloud says 429. Then all calls pause for as long
as it asks, and go on a little slower than what it had accepted. From there the pace climbs back: quickly to
just under where it was refused, then slowly beyond, to find out whether the limit is still there.

The state is one hash in Redis, changed by one script, so that every worker of every process keeps the same
pace. Its arithmetic stands in `rate.lua`. Without Redis, or while it does not answer, each process keeps the
pace for itself (`LocalRate`).
"""

import logging
import time
from collections.abc import Callable
from importlib import resources
from typing import Protocol

import redis

from environments.ordercloud.local_rate import LocalRate

logger = logging.getLogger(__name__)

_SCRIPT = resources.files(__package__).joinpath("rate.lua").read_text()
DEFAULT_COOLDOWN = 1.0
LOCAL_FALLBACK_DURATION = 10.0  # seconds before Redis is tried again after it did not answer


class RateState(Protocol):
    """Where the pace is kept. Both methods answer in seconds."""

    def reserve(self) -> float:
        """Take the next place in the row; how long to wait until it comes."""

    def cooldown(self) -> float:
        """How much longer nobody may call; 0.0 when calls may go out."""

    def slow_down(self, seconds: float) -> None:
        """Nobody calls for so long; afterwards slower."""


class RedisRate:
    """The pace in Redis under `key`; `now` replaces the clock of Redis."""

    def __init__(self, connection: redis.Redis, key: str, now: Callable[[], float] | None = None):
        self._key = f"rate:{key}"
        self._script = connection.register_script(_SCRIPT)
        self._now = now or (lambda: "")

    def reserve(self) -> float:
        return self._run_script("reserve")

    def cooldown(self) -> float:
        return self._run_script("cooldown")

    def slow_down(self, seconds: float) -> None:
        self._run_script("slow_down", seconds)

    def _run_script(self, action: str, seconds: float = 0.0) -> float:
        return float(self._script([self._key], [action, seconds, self._now()]))


class Limiter:
    """Lets calls out one by one. Safe to use from many threads; make one for each organization and process.

    Args:
        key: names what the limit applies to, such as an endpoint with an organization.
        connection: a Redis; None keeps the pace in this process alone.
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
        """Wait until the next call may go out."""
        wait = self._with_state(lambda state: state.reserve())
        while wait > 0:
            self._sleep(wait)
            limited_meanwhile = self._with_state(lambda state: state.cooldown()) > 0
            wait = self._with_state(lambda state: state.reserve()) if limited_meanwhile else 0.0

    def report_429(self, retry_after: float | None) -> None:
        """OrderCloud said 429, with so many seconds of `Retry-After` or without."""
        self._with_state(
            lambda state: state.slow_down(DEFAULT_COOLDOWN if retry_after is None else retry_after)
        )

    def _with_state(self, operation: Callable[[RateState], float | None]) -> float | None:
        if self._shared is not None and time.monotonic() >= self._local_until:
            try:
                return operation(self._shared)
            except redis.RedisError as error:
                self._local_until = time.monotonic() + LOCAL_FALLBACK_DURATION
                logger.warning("This process keeps its own pace while Redis does not answer: %s", error)
        return operation(self._local)
