"""Context of a request: its ID, the request itself for the audit log, and the user's time zone."""

import re
import uuid
import zoneinfo
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from lib.rate_limit import RateLimited

# What a client or a proxy may choose. It is logged and returned, and the audit log's column holds 60.
REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


class IdentifiedHttpRequest(HttpRequest):
    """A request with the ID by which the log and the audit log name it."""

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


class RequestIdMiddleware:
    """Gives each request an ID, the client's own if it is well formed, and returns it as `X-Request-ID`.

    The log takes it from the header, so anything else in the header is replaced.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: IdentifiedHttpRequest) -> HttpResponse:
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        request.request_id = sent if REQUEST_ID.fullmatch(sent) else str(uuid.uuid4())
        request.META["HTTP_X_REQUEST_ID"] = request.request_id
        vars(request).pop("headers", None)  # cached by Django, if something read them before
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class RequestContextMiddleware:
    """Set the current request and time zone, and turn rate limits into 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
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
