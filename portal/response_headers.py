"""Cache headers: browsers and proxies may cache static files only."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

API_PATHS = ("/api/", "/oauth/")
# What describes the API is the same for everyone: the document says itself how long, the page is a page.
DOCUMENT, REFERENCE = "/api/v1/openapi.json", "/api/v1/docs"


class CacheControlMiddleware:
    """Sets `Cache-Control` on every response of the portal, apart from static files.

    Responses of the API contain tokens and data: `no-store`. Pages may be shown again by the Back button,
    which preserves what was typed, and are reloaded otherwise: `private, no-cache`. Stricter views win.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path == DOCUMENT and response.status_code in {200, 304}:
            return response
        if request.path.startswith(API_PATHS) and request.path != REFERENCE:
            response["Cache-Control"] = "no-store"
            response["Pragma"] = "no-cache"  # RFC 6749, section 5.1
        elif "no-store" not in response.get("Cache-Control", ""):
            patch_cache_control(response, private=True, no_cache=True)
        return response
