"""What has to be answered before anything else: a username, and for operators a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.mfa import verification as mfa_verification

# Pages that one may open without a username: choosing it, looking it up, the terms, and the way out.
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
# Pages on which an operator switches a second factor on, and proves who they are before.
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
    """Leads somebody who lacks one of them to its page, and afterwards to where they were going."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        """The page of the first gate that is shut, or None."""
        user, here = request.user, request.resolver_match.view_name
        if not user.is_authenticated or here in EXEMPT or here.startswith("api:"):
            return None
        if user.username is None:
            return self.lead(request, "choose_username")
        if user.is_staff and here not in SETUP_PAGES and not mfa_verification.has_any(user):
            messages.warning(request, "Operators need a second factor. Switch it on, then go on.")
            return self.lead(request, "mfa_activate_totp")
        return None

    @staticmethod
    def lead(request: HttpRequest, page: str) -> HttpResponse:
        """To `page`; what was asked for is remembered when it can be asked for again."""
        address = reverse(page)
        if request.method == "GET" and not request.htmx:
            address += "?" + urlencode({"next": request.get_full_path()})
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)
