"""Middleware for requests of all layers."""

from collections.abc import Callable

from django.conf import settings
from django.conf.global_settings import DATA_UPLOAD_MAX_MEMORY_SIZE
from django.core.exceptions import BadRequest, RequestDataTooBig, ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from accounts.http import HtmxHttpRequest
from lib import plain_text
from lib.api.errors import error_response

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Pages with a long-lived secret: the key of an authenticator app, and recovery codes.
UNCOMPRESSED_VIEWS = frozenset({"mfa_activate_totp", "mfa_view_recovery_codes"})
# What is the same for everyone, and large.
COMPRESSED_DOCUMENTS = frozenset({"openapi_json"})
# Up to settings.DATA_UPLOAD_MAX_MEMORY_SIZE there, and up to Django's default elsewhere.
APPS_WITH_LARGE_BODIES = frozenset({"console", "enhanced"})


class BodySizeMiddleware:
    """Refuses larger bodies than Django does by default, except in the console, whose records may be large.

    It comes before the check for CSRF, which reads the body.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        """Raise Django's own error, which becomes 400 with the page or the envelope for it."""
        match = request.resolver_match
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        is_large = length.isdecimal() and int(length) > DATA_UPLOAD_MAX_MEMORY_SIZE
        if is_large and not (match and match.app_name in APPS_WITH_LARGE_BODIES):
            raise RequestDataTooBig("The body is larger than this address accepts.")


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages, with Django's padding of random length (docs/decisions/0009).

    Files, the Portal API apart from its description, and `UNCOMPRESSED_VIEWS` are not compressed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        match = request.resolver_match
        view_name = match.view_name if match else ""
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not (is_page or view_name in COMPRESSED_DOCUMENTS) or view_name in UNCOMPRESSED_VIEWS:
            return response
        return super().process_response(request, response)


class PlainTextMiddleware:
    """Responds with 400 to a URL with forbidden characters; under the Portal API in its error format."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponseBase | None:
        """Check the URL where Django converts `BadRequest` to the error page."""
        try:
            plain_text.check_line(request.path_info)
            for name, values in request.GET.lists():
                for text in (name, *values):
                    plain_text.check_storable(text)
        except ValidationError as error:
            match = request.resolver_match
            if match and match.view_name.startswith("api:"):
                return error_response(400, "Request.InvalidUrl", error.messages[0])
            raise BadRequest("The URL contains forbidden characters.") from error
        return None


class HtmxAuthMiddleware:
    """Responds to an htmx request whose session has ended with 401 and a link to sign in.

    htmx would follow a redirect, but the page has no place for the sign-in form. After sign-in, the link
    leads back to the page that sent the request.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HtmxHttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        if not getattr(request, "htmx", False) or response.status_code != 302:
            return response
        if response["Location"].partition("?")[0] != sign_in:
            return response
        page = request.htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
        context = {"sign_in_url": f"{sign_in}?{urlencode({'next': page})}"}
        response = render(request, "components/_signed_out.html", context, status=401)
        response["HX-Retarget"] = "#request-error"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Push-Url"] = response["HX-Replace-Url"] = "false"
        return response
