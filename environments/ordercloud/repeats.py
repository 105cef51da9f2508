"""When a call may be made again, and how long to wait before.

A repeat must never do a thing twice. When nothing was sent, or OrderCloud said that it did not look at the
request (429), anything may be repeated. When an answer was lost, only what has the same effect twice.
"""

import random
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

from environments import clock

from .errors import ConnectFailed, Unreachable

HARMLESS_TWICE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
TRIES_WITHOUT_ANSWER = 4
FIRST_WAIT = 0.25
LONGEST_WAIT = 30.0


def after_failure(method: str, failure: Unreachable, tries: int) -> float | None:
    """Seconds to wait before repeating a call that got no answer; None when it must not be repeated."""
    if tries >= TRIES_WITHOUT_ANSWER:
        return None
    if method not in HARMLESS_TWICE and not isinstance(failure, ConnectFailed):
        return None
    return _backoff(tries)


def after_answer(method: str, status: int, headers: Mapping[str, str], tries: int) -> float | None:
    """Seconds to wait before repeating a call that was answered; None when the answer stands."""
    asked = retry_after(headers)
    if status == 429 or (status == 503 and asked is not None):
        return _backoff(tries) if asked is None else asked + random.uniform(0, FIRST_WAIT)
    if status == 503 and method in HARMLESS_TWICE and tries < TRIES_WITHOUT_ANSWER:
        return _backoff(tries)
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After` asks for, from either of its forms; None when it is missing or nonsense."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - clock.now()).total_seconds())


def _backoff(tries: int) -> float:
    """Twice as long each time, by chance up to half of it less, so that callers do not come back together."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)) * random.uniform(0.5, 1.0)
