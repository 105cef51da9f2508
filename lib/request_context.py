"""What accompanies a request: the request itself for the audit log, and the person's own time zone."""

import zoneinfo
from contextvars import ContextVar

import structlog
from django.shortcuts import render
from django.utils import timezone

from lib import plain_text
from lib.rate_limit import TooOften

# As the rows of the audit log hold it; a proxy may send longer ones.
MAX_REQUEST_ID_LENGTH = 60
_request = ContextVar("request", default=None)


def current_request():
    """The request under way in this thread, or None in a worker or a command."""
    return _request.get()


def zone_of(user) -> zoneinfo.ZoneInfo:
    """The person's zone; UTC for nobody, and for a zone that this machine does not know."""
    try:
        return zoneinfo.ZoneInfo(getattr(user, "time_zone", "UTC"))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class PersonMiddleware:
    """Remembers the request, shows times as the person wants them, and answers whoever asks too often."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = structlog.contextvars.get_contextvars().get("request_id", "")
        request.request_id = plain_text.header(given)[:MAX_REQUEST_ID_LENGTH]
        token = _request.set(request)
        try:
            with timezone.override(zone_of(request.user)):
                return self.get_response(request)
        finally:
            _request.reset(token)

    def process_exception(self, request, exception):
        """429 with a sentence and `Retry-After`."""
        if not isinstance(exception, TooOften):
            return None
        answer = render(request, "429.html", {"reason": str(exception)}, status=429)
        answer["Retry-After"] = exception.retry_after
        return answer
