"""How often one place may knock. The counters lie in the cache, which all processes must share.

Limits on one person, such as ten wrong passwords or five codes an hour, are no business of this
file: they lie in the database.
"""

import time

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from lib import client_info

MINUTE, HOUR = 60, 3600
# How many, in how many seconds, from one network (an address, or an IPv6 household).
RATES = {
    "sign_in": (60, MINUTE),
    "sign_in_failed": (30, MINUTE),
    "register": (20, MINUTE),
    "code": (30, MINUTE),
    "forgotten": (20, MINUTE),
    "token": (120, MINUTE),
    "username": (120, MINUTE),
    "password_check": (120, MINUTE),
    "search": (300, MINUTE),
}


class TooOften(Exception):
    """One place asked too often; `retry_after` seconds from now it may again."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"Too many tries from your network. Wait {retry_after} s, then try again.")


def count(request, what: str) -> None:
    """Counts one `what` of the caller's network. Raises `TooOften` above its rate."""
    most, seconds = RATES[what]
    now = time.time()
    name = _name(request, what, now)
    cache.add(name, 0, timeout=seconds)
    try:
        counted = cache.incr(name)
    except ValueError:  # it ended between the two lines
        return
    if counted > most:
        raise TooOften(seconds - int(now) % seconds)


def _name(request, what: str, now: float) -> str:
    place = salted_hmac("lib.rate_limit", client_info.network(request), algorithm="sha256").hexdigest()[:32]
    return f"limit:{what}:{place}:{int(now) // RATES[what][1]}"
