"""When a call may be retried, and how long to wait before. Nothing above the client retries a call.

A retry must never have an effect twice. If nothing was sent, or OrderCloud did not process the request (429),
any call may be retried. If a response was lost, only idempotent calls.
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
    """How persistently a client retries.

    Attributes:
        max_attempts: how often a call is sent at most when there is no response or the server fails. Only 429
            and `Retry-After` are followed for longer, within the client's retry budget.
        retry_server_errors: retry after any 5xx and after a response that is not JSON, not just after 503.
        saves_are_idempotent: POST and PATCH may be retried, because they only set what a record is to be.
    """

    max_attempts: int = 4
    retry_server_errors: bool = False
    saves_are_idempotent: bool = False

    def delay_after_failure(
        self, method: str, failure: Unreachable, attempts: int, once: bool
    ) -> float | None:
        """Return the seconds to wait before retrying a call without response; None if it must not be retried.

        `attempts` is how often it was sent; `once` marks a call that must not be carried out twice.
        """
        if attempts >= self.max_attempts:
            return None
        if not self._is_idempotent(method, once) and not isinstance(failure, ConnectionFailed):
            return None
        return _backoff(attempts)

    def delay_after_response(
        self, method: str, status: int, headers: Mapping[str, str], body: bytes, attempts: int, once: bool
    ) -> float | None:
        """Return the seconds to wait before retrying a call that got a response; None if it is final."""
        requested = retry_after(headers)
        if status == 429 or (status == 503 and requested is not None):
            return _backoff(attempts) if requested is None else requested + random.uniform(0, BACKOFF_BASE)
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
    """Return whether a body is empty or begins as OrderCloud's do, unlike the error page of a proxy."""
    return body.lstrip()[:1] in (b"", b"{", b"[")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds in `Retry-After`, in either of its forms.

    None if it is missing, invalid, or more than a day, for which all callers of the organization would wait.
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
    """Return the seconds before the next attempt, twice as long each time.

    They are randomly reduced by up to half, so that callers do not all retry at the same time.
    """
    return min(MAX_BACKOFF, BACKOFF_BASE * 2 ** (attempts - 1)) * random.uniform(0.5, 1.0)
