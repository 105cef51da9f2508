"""Rate limits by network or user; the counters are in the cache, which all processes must share.

Limits on which a sign-in depends, such as ten wrong passwords or five codes an hour, are in the database
instead.
"""

import time
from dataclasses import dataclass

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
    "invalid_token": (300, MINUTE),
    "username": (120, MINUTE),
    "password_check": (120, MINUTE),
    "search": (300, MINUTE),
    "organization_id": (120, MINUTE),
    "connection_test": (30, MINUTE),
    "invitation_link": (120, MINUTE),
    # By user, not by network.
    "personal_token_by_user": (30, HOUR),
    "invitation_by_user": (500, HOUR),
    "role_request_by_user": (20, HOUR),
    "connection_test_by_user": (60, HOUR),
    "user_search_by_user": (120, MINUTE),
    "delete_approval_by_user": (30, HOUR),
}


@dataclass(frozen=True)
class Quota:
    """What one caller may send in a window of time, and how much of it is used.

    Args:
        policy: the name of the limit.
        limit: requests in the window.
        window: seconds.
        used: requests so far, those that were refused included.
        reset: seconds until the next window begins.
    """

    policy: str
    limit: int
    window: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        """How many requests are left in the window."""
        return max(0, self.limit - self.used)

    @property
    def exceeded(self) -> bool:
        """Whether the last request was one too many."""
        return self.used > self.limit


class RateLimited(Exception):
    """Too many requests from one network or user; the next is allowed in `retry_after` seconds."""

    def __init__(self, retry_after: int, whose: str = "from your network"):
        self.retry_after = retry_after
        super().__init__(f"Too many attempts {whose}. Try again in {retry_after} s.")


def hit(request: HttpRequest, action: str) -> None:
    """Count one `action` of the caller's network.

    Raises:
        RateLimited: the network is above the action's rate.
    """
    _hit(action, network_digest(request), "from your network")


def hit_by_user(user_id: int, action: str) -> None:
    """Count one `action` of a user, for what no sign-in depends on.

    Raises:
        RateLimited: the user is above the action's rate.
    """
    _hit(action, str(user_id), "by you")


def use(policy: str, subject: str, *, limit: int, window: int = MINUTE) -> Quota:
    """Count one request of `subject`, and return what is left of its quota."""
    now = int(time.time())
    key = f"limit:{policy}:{subject}:{now // window}"
    cache.add(key, 0, timeout=window)
    try:
        used = cache.incr(key)
    except ValueError:  # the key expired between the two lines
        used = 1
    return Quota(policy, limit, window, used, reset=window - now % window)


def network_digest(request: HttpRequest) -> str:
    """Return what stands for the caller's network in the cache."""
    network = client_info.client_network(request)
    return salted_hmac("lib.rate_limit", network, algorithm="sha256").hexdigest()[:32]


def _hit(action: str, subject: str, whose: str) -> None:
    limit, window = RATES[action]
    quota = use(action, subject, limit=limit, window=window)
    if quota.exceeded:
        raise RateLimited(quota.reset, whose)
