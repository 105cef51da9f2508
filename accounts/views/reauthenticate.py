"""Re-authentication by password, authenticator app, passkey or a code sent by email."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import reauthentication
from accounts.codes import one_time as one_time_codes
from accounts.forms.passkeys import PasskeyForm
from accounts.http import AuthenticatedHttpRequest
from accounts.login import password as password_login
from accounts.mfa import authenticators, webauthn
from accounts.mfa import verification as mfa_verification
from lib import next_url, rate_limit
from lib.form_views import render_form


@never_cache
@sensitive_post_parameters("password", "code")
def reauthenticate(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render one page with a form for each method, named in the hidden field `by`.

    With `second` in the query, as the admin requires, only an app or a passkey is accepted. A method that the
    page does not offer is refused: a mailbox alone does not suffice where there is an app or a password.
    """
    second = "second" in request.GET
    has_passkey = authenticators.has_passkey(request.user)
    has_password = request.user.has_usable_password() and not second
    has_app = mfa_verification.totp_enabled(request.user)
    by_email = not (has_password or has_app or has_passkey or second)
    methods: dict[str, Callable[[AuthenticatedHttpRequest], str | None]] = {
        "app": _app if has_app else _not_offered,
        "passkey": _passkey if has_passkey else _not_offered,
        "password": _password if has_password else _not_offered,
        "code": _code if by_email else _not_offered,
        "send_code": _send_code if by_email else _not_offered,
    }
    errors: dict[str, str | None] = {}
    if request.method == "POST":
        by = request.POST.get("by", "")
        rate_limit.hit(request, "code")
        errors = {by: methods.get(by, _not_offered)(request)}
        if errors[by] is None:
            return resume_request(request) or redirect(next_url.url_or_home(""))
    context: dict[str, Any] = {
        "errors": errors,
        "has_password": has_password,
        "has_app": has_app,
        "has_passkey": has_passkey,
        "by_email": by_email,
        "second": second,
        "next": next_url.requested(request),
        "options": {"request_options": webauthn.begin_authentication(request, request.user)}
        if has_passkey
        else None,
    }
    return render_form(request, "account/reauthenticate.html", invalid=any(errors.values()), **context)


def _password(request: AuthenticatedHttpRequest) -> str | None:
    try:
        reauthentication.verify_password(request, request.POST.get("password", ""))
    except password_login.InvalidCredentials:
        return "Incorrect password."
    except password_login.AccountLocked as error:
        return f"{error} We emailed you a code to unlock it."
    return None


def _app(request: AuthenticatedHttpRequest) -> str | None:
    try:
        verified = reauthentication.verify_second_factor(request, request.POST.get("code", ""))
    except mfa_verification.TooManyAttempts as error:
        return str(error)
    return None if verified else "That code is wrong or expired."


def _passkey(request: AuthenticatedHttpRequest) -> str | None:
    form = PasskeyForm(request.POST, request=request, user=request.user)
    if not form.is_valid():
        return "That passkey didn’t work."
    reauthentication.verify_passkey(request, form)
    return None


def _code(request: AuthenticatedHttpRequest) -> str | None:
    try:
        reauthentication.verify_emailed_code(request, request.POST.get("code", ""))
    except one_time_codes.InvalidCode as error:
        return str(error)
    return None


def _send_code(request: AuthenticatedHttpRequest) -> str:
    try:
        reauthentication.send_code(request.user)
    except one_time_codes.CodeLimitReached as error:
        return str(error)
    messages.success(request, f"We sent a code to {one_time_codes.mask_email(request.user.email)}.")
    return ""


def _not_offered(request: AuthenticatedHttpRequest) -> str:
    return "Choose a way to confirm."
