"""Passwords: reset, changed, set and removed. Each is announced by email."""

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from accounts import login_methods
from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.login import active_sessions, api_tokens, lockout
from accounts.login import codes as login_codes
from accounts.login import password as password_login
from accounts.mail import messages as mail_messages
from accounts.models import SignInCode, User
from lib import clock

PASSWORD_CHANGED_MAIL = ("Your password was changed", "The password of your account was changed.")
PASSWORD_SET_MAIL = ("Your account has a password", "A password was set. You can now sign in with it.")


def request_reset(login: str) -> None:
    """Email a code for a new password to the account of that login, if any. Raises `CodeLimitReached`."""
    login_codes.send(login, SignInCode.Purpose.RESET, "password_reset")


def reset(login: str, code: str, password: str, *, sign_out: bool = True) -> User:
    """Set a new password by an emailed code, and unlock; costs one password hash for any login.

    With `sign_out`, all browsers and API clients are signed out.

    Raises:
        ValidationError: for `password`, before the code is redeemed.
        InvalidCode: wrong or expired.
    """
    _check(password, User(username=login, email=login))
    try:
        user = login_codes.redeem(login, SignInCode.Purpose.RESET, code)
    except one_time_codes.InvalidCode:
        make_password(password)
        raise
    with transaction.atomic():
        _store(user, password, Event.PASSWORD_RESET)
        lockout.clear(user)
        if sign_out:
            active_sessions.revoke_others(user)
        else:
            api_tokens.revoke_all(user)
    return user


def change(
    user: User,
    current: str,
    new: str,
    *,
    request: HttpRequest | None = None,
    keep_token: str = "",
    sign_out: bool = True,
) -> None:
    """Replace the password, or set the first one, for which `current` is ignored.

    With `sign_out`, everything is signed out but the session of `request`, which gets a new key, and the
    family of `keep_token`.

    Raises:
        ValidationError: by field (`current`, `new`).
    """
    if user.has_usable_password():
        require_current_password(user, current)
    try:
        _check(new, user)
    except ValidationError as error:
        raise ValidationError({"new": error.error_dict["password"]}) from error
    with transaction.atomic():
        _store(user, new, Event.PASSWORD_CHANGED if user.has_usable_password() else Event.PASSWORD_SET)
        if sign_out:
            active_sessions.revoke_others(user, request, keep_token=keep_token, personal_tokens=False)
        else:
            # API clients signed in with the old password, which may be why it is changed.
            api_tokens.revoke_all(user, keep_token=keep_token)
            if request:
                active_sessions.preserve_current(request, user)


def remove(user: User) -> None:
    """Remove the password. Raises `LastLoginMethod` when it is the only sign-in method."""
    with transaction.atomic():
        login_methods.require_alternative(user, login_methods.PASSWORD)
        user.set_unusable_password()
        user.password_changed_at = None
        user.save(update_fields=["password", "password_changed_at"])
        audit_log.record(Event.PASSWORD_REMOVED, by=user, target=user)
        mail_messages.send_notice(
            user, "Your password was removed", "The password of your account was removed."
        )


def require_current_password(user: User, current: str) -> None:
    """Raise `ValidationError` for `current` unless it is the password of `user`."""
    try:
        password_login.verify_password(user, current)
    except password_login.InvalidCredentials as error:
        raise ValidationError({"current": "Incorrect password."}) from error
    except password_login.AccountLocked as error:
        raise ValidationError({"current": f"{error} We emailed you a code to unlock it."}) from error


def _check(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def _store(user: User, password: str, event: Event) -> None:
    notice = PASSWORD_CHANGED_MAIL if user.has_usable_password() else PASSWORD_SET_MAIL
    user.set_password(password)
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "password_changed_at"])
    # Someone who knew the old one may have requested codes or an email change.
    one_time_codes.invalidate_all_for(user)
    audit_log.record(event, by=user, target=user)
    mail_messages.send_notice(user, *notice)
