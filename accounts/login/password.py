"""Sign-in with a password: the same response in the same time whether or not the login exists."""

from contextlib import suppress

from django.contrib.auth.hashers import make_password

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.login import lockout, unlock
from accounts.models import User
from lib import clock


class InvalidCredentials(Exception):
    """Wrong password or unknown login; the message does not reveal which."""

    def __init__(self) -> None:
        super().__init__("Incorrect username or password.")


class AccountLocked(Exception):
    """Too many wrong passwords for `login`; a code to unlock it was emailed to its account, if any."""

    def __init__(self, login: str):
        self.login = login
        super().__init__(f"Locked after {lockout.MAX_FAILURES} wrong passwords.")


def authenticate(login: str, password: str) -> User:
    """Return the active user of these credentials; each attempt costs one password hash.

    Raises:
        InvalidCredentials: wrong password or unknown login.
        AccountLocked: the login is locked, or this attempt locks it; even for a right password.
    """
    attempt = lockout.attempt_for(login)
    user = _check_attempt(attempt, login, password, failure=Event.USER_SIGN_IN_FAILED)
    User.objects.filter(pk=user.pk).update(password_last_used_at=clock.now())
    return user


def verify_password(user: User, password: str) -> None:
    """Verify the password of a signed-in user, for re-authentication. Raises as `authenticate` does.

    Attempts count together with those at sign-in, so that a stolen session allows no further guesses.
    """
    login = user.username or user.email
    _check_attempt(lockout.attempt_by(user), login, password, failure=Event.USER_REAUTHENTICATION_FAILED)


def record_refused_passkey() -> None:
    """Record a refused passkey, without a user, since the one that it claims is not verified."""
    audit_log.record(Event.USER_SIGN_IN_FAILED, result="refused", method="passkey")


def record_second_factor_required(user: User) -> None:
    """Record a right password that was refused since it was sent without a second factor."""
    audit_log.record(
        Event.USER_SIGN_IN_FAILED,
        target=user,
        result="refused",
        method="Portal API",
        why="two-factor authentication",
    )


def _check_attempt(attempt: lockout.LoginAttempt, login: str, password: str, *, failure: Event) -> User:
    user, matches = attempt.user, _password_matches(attempt.user, password)
    locked = lockout.locked_keys(attempt)
    if attempt.login_key in locked:
        audit_log.record(failure, target=user, result="locked")
        raise AccountLocked(login)
    # Locked by another login: a right password gets the response of a wrong one, and counts as one.
    if user is None or locked or not matches:
        audit_log.record(failure, target=user, result="locked" if locked else "refused")
        newly_locked = lockout.record_failure(attempt)
        if newly_locked:
            audit_log.record(Event.USER_LOCKED, target=user)
            with suppress(one_time_codes.CodeLimitReached):
                unlock.send_code(login)
        if attempt.login_key in newly_locked:
            raise AccountLocked(login)
        raise InvalidCredentials
    lockout.clear(user)
    return user


def _password_matches(user: User | None, password: str) -> bool:
    if user is None or not user.has_usable_password():
        make_password(password)
        return False
    return user.check_password(password) and user.is_active
