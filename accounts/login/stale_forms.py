"""Forms of sign-in that were open in one tab while somebody signed in or out in another.

Signing in gives the browser a new CSRF token, so such a form comes with the one before. Nothing that it holds
is looked at but the page that it leads to.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lib import next_url

# Pages for people who are not signed in; the value is the page that shows the form again.
SIGN_IN_PAGES = {
    "account_login": "account_login",
    "mfa_login_webauthn": "account_login",
    "mfa_authenticate": "mfa_authenticate",
    "account_reset_password": "account_reset_password",
    "password_reset_confirm": "password_reset_confirm",
    "account_locked": "account_locked",
    "register": "register",
    "registration_code": "registration_code",
    "registration_details": "registration_details",
    "github_login": "account_login",
    "google_login": "account_login",
}
# What Django says of a well-formed token that belongs to an earlier sign-in. An origin that is not
# trusted, and a form without any token, have other reasons.
CSRF_TOKEN_MISMATCH = "CSRF token from POST incorrect."


def redirect_stale_form(request: HttpRequest, reason: str) -> HttpResponse | None:
    """Where a stale form of sign-in leads, or None for a form that has to be refused.

    Somebody who is signed in by now goes on to where the form leads; others get a fresh form.
    """
    match = request.resolver_match
    page = SIGN_IN_PAGES.get(match.view_name) if match else None
    if page is None or reason != CSRF_TOKEN_MISMATCH or request.GET.get("process") == "connect":
        return None
    wanted = next_url.requested(request)
    if request.user.is_authenticated:
        return redirect(next_url.url_or_home(wanted))
    messages.warning(request, "This form expired. Send it again.")
    return redirect(reverse(page) + (f"?{urlencode({'next': wanted})}" if wanted else ""))
