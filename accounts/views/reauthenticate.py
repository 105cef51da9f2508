"""“Is it you?”, with whatever the person has: password, app, passkey, or a mailed code."""

from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import reauthentication
from accounts.codes import one_time as one_time_codes
from accounts.forms.passkeys import PasskeyForm
from accounts.login import password as password_login
from accounts.mfa import authenticators, webauthn
from accounts.mfa import verification as mfa_verification
from lib import next_url, rate_limit
from lib.form_views import render_form


@never_cache
@sensitive_post_parameters("password", "code")
def prove(request):
    """One page for all of them; each is a form of its own and says so in the hidden field `by`.

    With `second` in the address, as the admin asks, only an app or a passkey will do. What the page does
    not offer is no proof either: a mailbox alone does not open what an app or a password guards.
    """
    second = "second" in request.GET
    has_passkey = authenticators.has_passkey(request.user)
    has_password = request.user.has_usable_password() and not second
    has_app = mfa_verification.is_on(request.user)
    by_mail = not (has_password or has_app or has_passkey or second)
    ways = {
        "app": _app if has_app else _nothing,
        "passkey": _passkey if has_passkey else _nothing,
        "password": _password if has_password else _nothing,
        "code": _code if by_mail else _nothing,
        "mail": _mail if by_mail else _nothing,
    }
    trouble = {}
    if request.method == "POST":
        by = request.POST.get("by", "")
        rate_limit.hit(request, "code")
        trouble = {by: ways.get(by, _nothing)(request)}
        if trouble[by] is None:
            return resume_request(request) or redirect(next_url.or_home(""))
    context = {
        "trouble": trouble,
        "has_password": has_password,
        "has_app": has_app,
        "has_passkey": has_passkey,
        "by_mail": by_mail,
        "second": second,
        "next": next_url.requested(request),
        "options": {"request_options": webauthn.begin_authentication(request, request.user)}
        if has_passkey
        else None,
    }
    refused = any(trouble.values())
    return render_form(request, "account/reauthenticate.html", invalid=refused, **context)


def _passkey_options(request) -> dict:
    return {"request_options": webauthn.begin_authentication(request, request.user)}


def _password(request) -> str | None:
    try:
        reauthentication.by_password(request, request.POST.get("password", ""))
    except password_login.SignInRefused:
        return "That is not your password."
    except password_login.LockedOut as error:
        return f"{error} The code that unlocks it is in your mail."
    return None


def _app(request) -> str | None:
    try:
        proved = reauthentication.by_second_factor(request, request.POST.get("code", ""))
    except mfa_verification.TooManyTries as error:
        return str(error)
    return None if proved else "That is not what the app shows now."


def _passkey(request) -> str | None:
    form = PasskeyForm(request.POST, request=request, user=request.user)
    if not form.is_valid():
        return "That passkey is not yours, or it did not answer."
    reauthentication.by_passkey(request, form)
    return None


def _code(request) -> str | None:
    try:
        reauthentication.by_mailed_code(request, request.POST.get("code", ""))
    except one_time_codes.CodeRefused as error:
        return str(error)
    return None


def _mail(request) -> str:
    try:
        reauthentication.mail_code(request.user)
    except one_time_codes.TooManyCodes as error:
        return str(error)
    messages.success(request, f"We mailed a code to {one_time_codes.masked(request.user.email)}.")
    return ""


def _nothing(request) -> str:
    return "Choose one of these."
