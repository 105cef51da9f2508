"""The second factor: the digits of an authenticator app or a recovery code, asked for beside the password.

A passkey is a way to sign in by itself and proves both factors at once; having one does not make
the password ask for more.
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
# Wrong codes of one person, and how long they count.
MAX_ATTEMPTS, ATTEMPT_WINDOW = 5, timedelta(minutes=5)


class TooManyAttempts(Exception):
    """Six digits are guessed soon by whoever may go on guessing."""

    def __init__(self) -> None:
        super().__init__("Too many attempts. Try again in 5 minutes.")


def totp_enabled(user: User) -> bool:
    """Whether a password alone does not sign `user` in."""
    return Authenticator.objects.filter(user=user, type=Type.TOTP).exists()


def has_any(user: User) -> bool:
    """Whether `user` could prove more than a password: by an app or a passkey that can be used."""
    return bool(authenticators.usable_authenticators(user, authenticators.SECOND_FACTORS))


def verify_code(user: User, code: str) -> bool:
    """Whether `verify` finds an authenticator. Raises `TooManyTries`."""
    return verify(user, code) is not None


def verify(user: User, code: str) -> Authenticator | None:
    """The app that shows `code`, or the recovery codes that hold it unused; each code counts once.

    Raises `TooManyTries` from the sixth wrong one within 5 minutes on, for a right one as well.
    """
    if not code:
        return None
    _count_attempt(user)
    for authenticator in authenticators.usable_authenticators(user, [Type.TOTP, Type.RECOVERY_CODES]):
        if _use(authenticator, code):
            authenticator.record_usage()
            _attempts_of(user).delete()
            return authenticator
    audit_log.record(Event.USER_MFA_FAILED, target=user, result="refused")
    return None


def time_step(secret: str, code: str, *, after: int = 0) -> int | None:
    """The time step later than `after` whose code an app of `secret` shows as `code`, or None."""
    steps = (step for step in yield_hotp_counters_from_time() if step > after)
    fits = (step for step in steps if compare_user_code(actual=code, expected=_totp_code(secret, step)))
    return next(fits, None)


def _totp_code(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, step))


def _use(authenticator: Authenticator, code: str) -> bool:
    if authenticator.type == Type.RECOVERY_CODES:
        return authenticator.wrap().validate_code(code)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=authenticator.pk).first()
        used = row.data.get("used_step", 0) if row else 0
        step = time_step(decrypt(row.data["secret"]), code, after=used) if row else None
        if step is None:
            return False
        # A code is refused from now on, and so are those before it.
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
