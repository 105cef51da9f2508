"""What holds for every request, whichever floor answers it."""

from django.conf import settings
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render, resolve_url
from django.utils.http import urlencode

from lib import plain_text
from lib.api.errors import error_response

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


class PlainTextMiddleware:
    """Answers 400 to an address that holds what no text may hold, in the Portal API in its envelope."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Runs where Django turns `BadRequest` into the error page."""
        try:
            plain_text.check_line(request.path_info)
            for name, values in request.GET.lists():
                for text in (name, *values):
                    plain_text.check_storable(text)
        except ValidationError as error:
            if request.resolver_match.view_name.startswith("api:"):
                return error_response(400, "Request.InvalidUrl", error.messages[0])
            raise BadRequest("An address holds characters that it may not hold.") from error
        return None


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
