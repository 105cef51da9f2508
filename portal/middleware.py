"""What holds for every request, whichever floor answers it."""

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

# Pages that hold a secret that stays good: the key of an authenticator app, and recovery codes.
UNCOMPRESSED_VIEWS = frozenset({"mfa_activate_totp", "mfa_view_recovery_codes"})


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages with Django's own padding of random length (docs/decisions/0009).

    Files and the Portal API are sent as they are, and so are `UNCOMPRESSED_VIEWS`.
    """

    def process_response(self, request, response) -> HttpResponseBase:
        match = request.resolver_match
        if not response.get("Content-Type", "").startswith("text/html"):
            return response
        if match and match.view_name in UNCOMPRESSED_VIEWS:
            return response
        return super().process_response(request, response)


class NoNul:
    """Answers 400 to a NUL character in an address, which PostgreSQL does not hold in text."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Runs where Django turns `BadRequest` into the error page."""
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("An address holds a NUL character.")


class HtmxSignInMiddleware:
    """Answers an htmx request whose session has ended with 401 and a link to sign in.

    A redirect would be followed by htmx, which has no place on the page for the sign-in form. The link
    leads back to the page that sent the request.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponseBase:
        response = self.get_response(request)
        sign_in = resolve_url(settings.LOGIN_URL)
        if not getattr(request, "htmx", False) or response.status_code != 302:
            return response
        if response["Location"].partition("?")[0] != sign_in:
            return response
        page = request.htmx.current_url_abs_path or resolve_url(settings.LOGIN_REDIRECT_URL)
        context = {"sign_in_url": f"{sign_in}?{urlencode({'next': page})}"}
        answer = render(request, "components/_signed_out.html", context, status=401)
        answer["HX-Retarget"] = "#request-error"
        answer["HX-Reswap"] = "innerHTML"
        answer["HX-Push-Url"] = answer["HX-Replace-Url"] = "false"
        return answer
