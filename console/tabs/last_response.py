"""The last response of each operation of a tab, so that a page left while it was sent shows it later.

The cache holds the key of the stored exchange, as long as the exchange itself. Each context of a tab has its
own, so that no response to someone else stands under the name of a user.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.cache import cache
from django.core.exceptions import PermissionDenied

from accounts.models import User
from console import exchange_store
from console.context.context import Context
from lib import clock


@dataclass(frozen=True)
class LastSend:
    """The last request that was sent. `exchange_key` is empty while there is no response."""

    sent_at: float
    exchange_key: str = ""

    @property
    def seconds(self) -> int:
        """How long ago it was sent."""
        return max(0, round(clock.timestamp() - self.sent_at))


@contextmanager
def noted_send(user: User, tab: str, operation: str, context: Context) -> Iterator[Callable[[str], None]]:
    """Note that a request is sent; what it yields is called with the key of the stored exchange.

    A request that is refused leaves the last one as it was.

    Args:
        tab: the ID of the tab, or its key before it is stored.
    """
    name, sent_at = _name(user, tab, operation, context), clock.timestamp()
    before = cache.get(name)
    cache.set(name, (sent_at, ""), exchange_store.TTL)
    try:
        yield lambda exchange_key: cache.set(name, (sent_at, exchange_key), exchange_store.TTL)
    except PermissionDenied:
        cache.set(name, before, exchange_store.TTL)
        raise


def last_send(user: User, tabs: list[str], operation: str, context: Context) -> LastSend | None:
    """Return the last request of the operation in a tab that has one of these names; None without one."""
    found = cache.get_many([_name(user, tab, operation, context) for tab in tabs if tab])
    sends = [LastSend(*value) for value in found.values() if value]
    return max(sends, key=lambda send: send.sent_at, default=None)


def forget(user: User, tab: str, operation: str, context: Context) -> None:
    """Forget the last request, so that the page shows no response."""
    cache.delete(_name(user, tab, operation, context))


def _name(user: User, tab: str, operation: str, context: Context) -> str:
    account = hashlib.sha256(repr(context.user).encode()).hexdigest()[:16]
    return f"last-send:{user.pk}:{tab[:40]}:{operation}:{account}"
