"""Setup that is required before anything else: a username, and for operators two-factor authentication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.http import HtmxHttpRequest
from accounts.mfa import verification as mfa_verification

# Pages that are open without a username: its choice and check, the terms, signing out and the probes.
EXEMPT = {
    "choose_username",
    "username_check",
    "terms",
    "account_logout",
    "health",
    "alive",
    "metrics",
    "mailbox",
    "mailbox_detail",
}
# Pages on which an operator turns on two-factor authentication, and re-authenticates before that.
SETUP_PAGES = {
    "authentication",
    "account_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


class RequiredSetupMiddleware:
    """Redirects users whose setup is incomplete to its pages, and back to the requested page afterwards."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HtmxHttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """Return the redirect to the first setup page that is required, or None."""
        user = request.user
        view_name = request.resolver_match.view_name if request.resolver_match else ""
        if not user.is_authenticated or view_name in EXEMPT or view_name.startswith("api:"):
            return None
        if user.username is None:
            return self.redirect_to(request, "choose_username")
        if user.is_staff and view_name not in SETUP_PAGES and not mfa_verification.has_any(user):
            messages.warning(request, "Two-factor authentication is required for operators. Turn it on.")
            return self.redirect_to(request, "mfa_activate_totp")
        return None

    @staticmethod
    def redirect_to(request: HtmxHttpRequest, page: str) -> HttpResponse:
        """Redirect to `page`; after a plain GET, its `next` brings the user back to the requested page."""
        url = reverse(page)
        if request.method == "GET" and not request.htmx:
            url += "?" + urlencode({"next": request.get_full_path()})
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": url})
        return redirect(url)
