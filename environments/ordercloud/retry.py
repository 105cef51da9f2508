"""When a call may be made again, and how long to wait before. Nothing above the client repeats a call.

A repeat must never do a thing twice. When nothing was sent, or OrderCloud said that it did not look at the
request (429), anything may be repeated. When an answer was lost, only what has the same effect twice.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from environments.ordercloud.errors import ConnectionFailed, Unreachable
from lib import clock

IDEMPOTENT_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
BACKOFF_BASE = 0.25
MAX_BACKOFF = 30.0
MAX_RETRY_AFTER = 24 * 60 * 60.0


@dataclass(frozen=True)
class RetryPolicy:
    """How stubborn a client is.

    Attributes:
        tries: how often a call is sent at most, when it is not answered or the server fails. Only 429 and
            `Retry-After` are followed longer, as long as the client has patience.
        server_errors: repeat after any 5xx and after an answer that is not JSON, not after 503 alone.
        saves: POST and PATCH have the same effect twice, because they only say how a record is to be.
    """

    max_attempts: int = 4
    retry_server_errors: bool = False
    saves_are_idempotent: bool = False

    def delay_after_failure(
        self, method: str, failure: Unreachable, attempts: int, once: bool
    ) -> float | None:
        """Seconds to wait before repeating a call that got no answer; None when it must not be repeated.

        `tries` is how often it was sent; `once` marks a call that must not be carried out twice.
        """
        if attempts >= self.max_attempts:
            return None
        if not self._is_idempotent(method, once) and not isinstance(failure, ConnectionFailed):
            return None
        return _backoff(attempts)

    def delay_after_response(
        self, method: str, status: int, headers: Mapping[str, str], body: bytes, attempts: int, once: bool
    ) -> float | None:
        """Seconds to wait before repeating a call that was answered; None when the answer stands."""
        asked = retry_after(headers)
        if status == 429 or (status == 503 and asked is not None):
            return _backoff(attempts) if asked is None else asked + random.uniform(0, BACKOFF_BASE)
        if (
            self._is_server_failure(status, body)
            and self._is_idempotent(method, once)
            and attempts < self.max_attempts
        ):
            return _backoff(attempts)
        return None

    def _is_idempotent(self, method: str, once: bool) -> bool:
        return not once and (self.saves_are_idempotent or method in IDEMPOTENT_METHODS)

    def _is_server_failure(self, status: int, body: bytes) -> bool:
        if not self.retry_server_errors:
            return status == 503
        return status >= 500 or (status < 400 and not _looks_like_json(body))


DEFAULT_POLICY = RetryPolicy()


def _looks_like_json(body: bytes) -> bool:
    """Whether an answer is empty or begins as OrderCloud's do; the page of a proxy does not."""
    return body.lstrip()[:1] in (b"", b"{", b"[")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for, from either of its forms; None when it is missing, nonsense, or
    more than a day, for which everybody who calls that organization would wait.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value)
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = max(0.0, (moment - clock.now()).total_seconds())
    return seconds if seconds <= MAX_RETRY_AFTER else None


def _backoff(attempts: int) -> float:
    """Twice as long each time, by chance up to half of it less, so that callers do not come back together."""
    return min(MAX_BACKOFF, BACKOFF_BASE * 2 ** (attempts - 1)) * random.uniform(0.5, 1.0)
