"""How many requests a caller may send to the Portal API, and the headers that say so.

The headers are those of the IETF's draft `draft-ietf-httpapi-ratelimit-headers`, as structured fields.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja.throttling import BaseThrottle

from accounts.models import User
from lib import rate_limit
from lib.api.errors import too_many_requests
from lib.rate_limit import Quota


class RequestThrottle(BaseThrottle):
    """Counts a request for its user or personal access token, or for its network where none is needed."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Count the request, and return whether it may be sent."""
        return not count(request).exceeded


def count(request: HttpRequest) -> Quota:
    """Count the request once, and return what is left of the caller's quota."""
    quota = quota_of(request)
    if quota is None:
        quota = _use(request)
        vars(request)["quota"] = quota
    return quota


def quota_of(request: HttpRequest) -> Quota | None:
    """Return the quota of a request that was counted."""
    return vars(request).get("quota")


def throttled(quota: Quota) -> HttpResponse:
    """Respond with 429, and say when the next request may be sent."""
    whose = {"user": "You have sent", "token": "This token has sent"}.get(
        quota.policy, "Your network has sent"
    )
    return too_many_requests(f"{whose} too many requests. Try again in {quota.reset} s.", quota.reset)


def add_headers(response: HttpResponse, quota: Quota) -> None:
    """Say in the headers of a response what the limit is and what is left of it."""
    response["RateLimit-Policy"] = f'"{quota.policy}";q={quota.limit};w={quota.window}'
    response["RateLimit"] = f'"{quota.policy}";r={quota.remaining};t={quota.reset}'


def _use(request: HttpRequest) -> Quota:
    user = getattr(request, "auth", None)
    if not isinstance(user, User):
        network = rate_limit.network_digest(request)
        return rate_limit.use("network", network, limit=settings.API_ANONYMOUS_RATE_LIMIT)
    token = getattr(vars(request).get("credential"), "personal_token", None)
    policy, subject = ("token", token.pk) if token else ("user", user.pk)
    return rate_limit.use(policy, str(subject), limit=settings.API_RATE_LIMIT)
