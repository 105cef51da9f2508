"""What accompanies a request: the request itself for the audit trail, and the person's own time zone."""

import uuid
import zoneinfo
from contextvars import ContextVar

from django.utils import timezone

_request = ContextVar("request", default=None)


def current_request():
    """The request under way in this thread, or None in a worker or a command."""
    return _request.get()


class PersonMiddleware:
    """Remembers the request and shows times as the person wants them."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.request_id = uuid.uuid4().hex[:12]
        token = _request.set(request)
        try:
            with timezone.override(self.zone(request.user)):
                return self.get_response(request)
        finally:
            _request.reset(token)

    @staticmethod
    def zone(user):
        """The person's zone; UTC for nobody, and for a zone that this machine does not know."""
        try:
            return zoneinfo.ZoneInfo(getattr(user, "time_zone", "UTC"))
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            return zoneinfo.ZoneInfo("UTC")
