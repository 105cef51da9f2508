"""When a call may be made again, and how long to wait before. Nothing above the client repeats a call.

A repeat must never do a thing twice. When nothing was sent, or OrderCloud said that it did not look at the
request (429), anything may be repeated. When an answer was lost, only what has the same effect twice.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime

from environments.ordercloud.errors import ConnectFailed, Unreachable
from lib import clock

HARMLESS_TWICE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
FIRST_WAIT = 0.25
LONGEST_WAIT = 30.0
A_DAY = 24 * 60 * 60.0


@dataclass(frozen=True)
class RetryPolicy:
    """How stubborn a client is.

    Attributes:
        tries: how often a call is sent at most, when it is not answered or the server fails. Only 429 and
            `Retry-After` are followed longer, as long as the client has patience.
        server_errors: repeat after any 5xx and after an answer that is not JSON, not after 503 alone.
        saves: POST and PATCH have the same effect twice, because they only say how a record is to be.
    """

    tries: int = 4
    server_errors: bool = False
    saves: bool = False

    def after_failure(self, method: str, failure: Unreachable, tries: int, once: bool) -> float | None:
        """Seconds to wait before repeating a call that got no answer; None when it must not be repeated.

        `tries` is how often it was sent; `once` marks a call that must not be carried out twice.
        """
        if tries >= self.tries:
            return None
        if not self._harmless(method, once) and not isinstance(failure, ConnectFailed):
            return None
        return _backoff(tries)

    def after_answer(
        self, method: str, status: int, headers: Mapping[str, str], body: bytes, tries: int, once: bool
    ) -> float | None:
        """Seconds to wait before repeating a call that was answered; None when the answer stands."""
        asked = retry_after(headers)
        if status == 429 or (status == 503 and asked is not None):
            return _backoff(tries) if asked is None else asked + random.uniform(0, FIRST_WAIT)
        if self._failed(status, body) and self._harmless(method, once) and tries < self.tries:
            return _backoff(tries)
        return None

    def _harmless(self, method: str, once: bool) -> bool:
        return not once and (self.saves or method in HARMLESS_TWICE)

    def _failed(self, status: int, body: bytes) -> bool:
        if not self.server_errors:
            return status == 503
        return status >= 500 or (status < 400 and not _like_json(body))


USUAL = RetryPolicy()


def _like_json(body: bytes) -> bool:
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
    return seconds if seconds <= A_DAY else None


def _backoff(tries: int) -> float:
    """Twice as long each time, by chance up to half of it less, so that callers do not come back together."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * random.uniform(0.5, 1.0)
