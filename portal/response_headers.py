"""Which answers a browser or a proxy may keep: static files alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

API_PATHS = ("/api/", "/oauth/")


class CacheControlMiddleware:
    """Sets `Cache-Control` on every answer of the portal; it stands inside the one that serves static files.

    Answers to programs carry tokens and data: `no-store`. A page may be shown again by the Back button, which
    keeps what was typed, and is asked for anew otherwise: `private, no-cache`. A stricter view keeps its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(API_PATHS):
            response["Cache-Control"] = "no-store"
            response["Pragma"] = "no-cache"  # RFC 6749, section 5.1
        elif "no-store" not in response.get("Cache-Control", ""):
            patch_cache_control(response, private=True, no_cache=True)
        return response
