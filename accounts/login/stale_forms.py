"""Sign-in forms that were open in one tab while the user signed in or out in another.

Sign-in gives the browser a new CSRF token, so such a form is sent with the previous one. Nothing in it is
used but the page to continue to.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lib import next_url

# Pages of users who are not signed in; the value is the page that shows the form again.
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
# Django's reason for a well-formed token of an earlier sign-in. An untrusted origin and a form without a
# token have other reasons.
CSRF_TOKEN_MISMATCH = "CSRF token from POST incorrect."


def redirect_stale_form(request: HttpRequest, reason: str) -> HttpResponse | None:
    """Return the redirect of a stale sign-in form, or None for a form that has to be refused.

    A user who is signed in now continues to the form's page; others get a fresh form.
    """
    match = request.resolver_match
    page = SIGN_IN_PAGES.get(match.view_name) if match else None
    if page is None or reason != CSRF_TOKEN_MISMATCH or request.GET.get("process") == "connect":
        return None
    next_page = next_url.requested(request)
    if request.user.is_authenticated:
        return redirect(next_url.url_or_home(next_page))
    messages.warning(request, "This form expired. Send it again.")
    return redirect(reverse(page) + (f"?{urlencode({'next': next_page})}" if next_page else ""))
