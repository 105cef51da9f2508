"""Rate limits by network; the counters are in the cache, which all processes must share.

Limits per user, such as ten wrong passwords or five codes an hour, are in the database instead.
"""

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lib import client_info

MINUTE, HOUR = 60, 3600
# By action: how many in how many seconds from one network (an IP address, or an IPv6 /64).
RATES = {
    "sign_in": (60, MINUTE),
    "sign_in_failed": (30, MINUTE),
    "registration": (20, MINUTE),
    "code": (30, MINUTE),
    "password_reset": (20, MINUTE),
    "token": (120, MINUTE),
    "username": (120, MINUTE),
    "password_check": (120, MINUTE),
    "search": (300, MINUTE),
    "organization_id": (120, MINUTE),
}


class RateLimited(Exception):
    """Too many requests from one network; the next is allowed in `retry_after` seconds."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(f"Too many attempts from your network. Try again in {retry_after} s.")


def hit(request: HttpRequest, action: str) -> None:
    """Count one `action` of the caller's network.

    Raises:
        RateLimited: the network is above the action's rate.
    """
    maximum, seconds = RATES[action]
    now = time.time()
    key = _key(request, action, now)
    cache.add(key, 0, timeout=seconds)
    try:
        counted = cache.incr(key)
    except ValueError:  # the key expired between the two lines
        return
    if counted > maximum:
        raise RateLimited(seconds - int(now) % seconds)


def _key(request: HttpRequest, action: str, now: float) -> str:
    network = salted_hmac(
        "lib.rate_limit", client_info.client_network(request), algorithm="sha256"
    ).hexdigest()[:32]
    return f"limit:{action}:{network}:{int(now) // RATES[action][1]}"
