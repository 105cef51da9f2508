"""Re-authentication: required before a change of sign-in methods, and valid for 15 minutes."""

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

METHOD_LABELS = {"password": "password", "mfa": "two-factor authentication", "code": "emailed code"}

View = Callable[..., HttpResponse]


def required(view: View) -> View:
    """Decorate a view that requires authentication within the last 15 minutes.

    Others re-authenticate first; then their request is resumed, so that nothing has to be typed twice.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not recently_authenticated(request):
            raise ReauthenticationRequired
        return view(request, *arguments, **named)

    return wrapper


def required_without_resume(view: View) -> View:
    """Decorate a view as `required` does, but store no submitted data, since it holds secrets."""

    @wraps(view)
    def wrapper(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if not recently_authenticated(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('account_reauthenticate')}?{query}")
        return view(request, *arguments, **named)

    return wrapper


def verify_password(request: HttpRequest, password: str) -> None:
    """Re-authenticate by the password. Raises `password.InvalidCredentials` or `password.AccountLocked`."""
    password_login.verify_password(_user_of(request), password)
    _record_authentication(request, "password")


def verify_second_factor(request: HttpRequest, code: str) -> bool:
    """Re-authenticate by an app's code or a recovery code; return whether it was right.

    Raises `verification.TooManyAttempts`.
    """
    if not mfa_verification.verify_code(_user_of(request), code):
        return False
    _record_authentication(request, "mfa", type="totp")
    return True


def send_code(user: User) -> None:
    """Email a code to a user without password, app and passkey. Raises `one_time.CodeLimitReached`."""
    login_codes.send_to(user, SignInCode.Purpose.REAUTHENTICATION, "reauthentication_code")


def verify_emailed_code(request: HttpRequest, code: str) -> None:
    """Re-authenticate by the emailed code. Raises `one_time.InvalidCode`."""
    login_codes.redeem_for(_user_of(request), SignInCode.Purpose.REAUTHENTICATION, code)
    _record_authentication(request, "code")


def verify_passkey(request: HttpRequest, form: Any) -> None:
    """Re-authenticate by the response of a passkey that a valid `PasskeyForm` has checked."""
    form.save(reauthenticated=True)
    _record_event(request, "passkey")


def _record_authentication(request: HttpRequest, method: str, **more: Any) -> None:
    record_authentication(request, request.user, method=method, reauthenticated=True, **more)
    _record_event(request, METHOD_LABELS[method])


def _record_event(request: HttpRequest, method: str) -> None:
    audit_log.record(Event.USER_REAUTHENTICATED, by=_user_of(request), method=method)


def _user_of(request: HttpRequest) -> User:
    assert request.user.is_authenticated
    return request.user
