"""Two-factor authentication: a code of the authenticator app, or a recovery code, after the password.

A passkey is a sign-in method of its own that verifies both factors; having one does not make sign-in by
password require a code.
"""

from datetime import timedelta
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction
from django.db.models import F

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.mfa import authenticators
from accounts.models import LoginLockout, User
from lib import clock

Type = Authenticator.Type
# Wrong codes that a user may enter, and for how long they count.
MAX_ATTEMPTS, ATTEMPT_WINDOW = 5, timedelta(minutes=5)


class TooManyAttempts(Exception):
    """Too many wrong codes: six digits could be guessed without a limit."""

    def __init__(self) -> None:
        super().__init__("Too many attempts. Try again in 5 minutes.")


def totp_enabled(user: User) -> bool:
    """Return whether sign-in by password requires a code of the app."""
    return Authenticator.objects.filter(user=user, type=Type.TOTP).exists()


def has_any(user: User) -> bool:
    """Return whether `user` has a usable app or passkey."""
    return bool(authenticators.usable_authenticators(user, authenticators.SECOND_FACTORS))


def verify_code(user: User, code: str) -> bool:
    """Return whether `code` is accepted. Raises `TooManyAttempts`."""
    return verify(user, code) is not None


def verify(user: User, code: str) -> Authenticator | None:
    """Return the app that shows `code`, or the recovery codes that hold it; each code is accepted once.

    Raises:
        TooManyAttempts: after five wrong codes within 5 minutes, even for a right one.
    """
    if not code:
        return None
    _count_attempt(user)
    for authenticator in authenticators.usable_authenticators(user, [Type.TOTP, Type.RECOVERY_CODES]):
        if _redeem(authenticator, code):
            authenticator.record_usage()
            _attempts_of(user).delete()
            return authenticator
    audit_log.record(Event.USER_MFA_FAILED, target=user, result="refused")
    return None


def time_step(secret: str, code: str, *, after: int = 0) -> int | None:
    """Return the time step later than `after` in which an app of `secret` shows `code`, or None."""
    steps = (step for step in yield_hotp_counters_from_time() if step > after)
    matches = (step for step in steps if compare_user_code(actual=code, expected=_totp_code(secret, step)))
    return next(matches, None)


def _totp_code(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def _redeem(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Type.RECOVERY_CODES:
        return authenticator.wrap().validate_code(code)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
        used = row.data.get("used_step", 0) if row else 0
        step = time_step(decrypt(row.data["secret"]), code, after=used) if row else None
        if step is None:
            return False
        # From now on this code and earlier ones are refused.
        row.data["used_step"] = step
        row.save(update_fields=["data"])
    return True


def _attempts_of(user: User) -> Any:
    return LoginLockout.objects.filter(key=f"second-factor:{user.pk}")


def _count_attempt(user: User) -> None:
    now = clock.now()
    with transaction.atomic():
        _attempts_of(user).filter(last_failure_at__lt=now - ATTEMPT_WINDOW).delete()
        LoginLockout.objects.get_or_create(key=f"second-factor:{user.pk}")
        counted = (
            _attempts_of(user)
            .filter(failures__lt=MAX_ATTEMPTS)
            .update(failures=F("failures") + 1, last_failure_at=now)
        )
    if not counted:
        audit_log.record(Event.USER_MFA_FAILED, target=user, result="too often")
        raise TooManyAttempts
