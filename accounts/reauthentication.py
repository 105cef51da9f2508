"""“Is it you?”: a proof of who one is, good for 15 minutes, before anything that changes how one comes in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import codes as login_codes
from accounts.login import password as password_login
from accounts.login.session import recently_authenticated
from accounts.mfa import verification as mfa_verification
from accounts.models import SignInCode, User

WORDS = {"password": "password", "mfa": "second factor", "code": "mailed code"}

View = Callable[..., HttpResponse]


def required(view: View) -> View:
    """The view, for those who proved who they are within 15 minutes; others do it first and come back.

    What was sent is kept, so that nothing has to be typed twice.
    """

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not recently_authenticated(request):
            raise ReauthenticationRequired
        return view(request, *arguments, **named)

    return asked


def required_without_resume(view: View) -> View:
    """As `required`, for a view that takes secrets: what was sent is not kept, so it is typed again."""

    @wraps(view)
    def asked(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not recently_authenticated(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")
        return view(request, *arguments, **named)

    return asked


def verify_password(request: HttpRequest, password: str) -> None:
    """Takes the password for a proof. Raises `sign_in.SignInRefused` or `sign_in.LockedOut`."""
    password_login.verify_password(request.user, password)
    _take(request, "password")


def verify_second_factor(request: HttpRequest, code: str) -> bool:
    """Takes the digits of the app, or a recovery code, for a proof. Raises `second_factor.TooManyTries`."""
    if not mfa_verification.verify_code(request.user, code):
        return False
    _take(request, "mfa", type="totp")
    return True


def send_code(user: User) -> None:
    """Mails a code to somebody who has neither password nor app nor passkey. Raises `codes.TooManyCodes`."""
    login_codes.send_to(user, SignInCode.Purpose.REAUTHENTICATION, "reauthentication_code")


def verify_emailed_code(request: HttpRequest, code: str) -> None:
    """Takes the mailed code for a proof. Raises `codes.CodeRefused`."""
    login_codes.redeem_for(request.user, SignInCode.Purpose.REAUTHENTICATION, code)
    _take(request, "code")


def verify_passkey(request: HttpRequest, form: Any) -> None:
    """Takes the response of a passkey, which a valid `PasskeyForm` has checked, for a proof."""
    form.save(reauthenticated=True)
    _note(request, "passkey")


def _take(request: HttpRequest, method: str, **more: Any) -> None:
    record_authentication(request, request.user, method=method, reauthenticated=True, **more)
    _note(request, WORDS[method])


def _note(request: HttpRequest, method: str) -> None:
    audit_log.record(Event.USER_REAUTHENTICATED, by=request.user, method=method)
