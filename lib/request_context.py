"""Context of a request: the request itself for the audit log, and the user's time zone."""

import zoneinfo
from collections.abc import Callable
from contextvars import ContextVar

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lib import plain_text
from lib.rate_limit import RateLimited

# Length of the audit log's column; a proxy may send longer IDs.
MAX_REQUEST_ID_LENGTH = 60
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class IdentifiedHttpRequest(HttpRequest):
    """A request with the ID that the middleware gave it."""

    request_id: str


def current_request() -> HttpRequest | None:
    """Return the request that this thread handles; None in a worker or a command."""
    return _request.get()


def timezone_of(user: object) -> zoneinfo.ZoneInfo:
    """Return the user's time zone; UTC for a visitor, and for a zone that this machine does not know."""
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "UTC"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class RequestContextMiddleware:
    """Set the current request and time zone, and turn rate limits into 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: IdentifiedHttpRequest) -> HttpResponse:
        request_id = structlog.contextvars.get_contextvars().get("request_id", "")
        request.request_id = plain_text.clean_header(request_id)[:MAX_REQUEST_ID_LENGTH]
        token = _request.set(request)
        try:
            with timezone.override(timezone_of(request.user)):
                return self.get_response(request)
        finally:
            _request.reset(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return 429 with the reason and `Retry-After` for a rate limit."""
        if not isinstance(exception, RateLimited):
            return None
        response = render(request, "429.html", {"reason": str(exception)}, status=429)
        response["Retry-After"] = str(exception.retry_after)
        return response
