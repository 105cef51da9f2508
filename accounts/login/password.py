"""Signing in with a password: the same answer and the same work whether the name exists or not."""

from contextlib import suppress

from django.contrib.auth.hashers import make_password

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.login import lockout, unlock
from accounts.models import User
from lib import clock


class InvalidCredentials(Exception):
    """Name and password do not belong together, or nobody has the name: nothing tells which."""

    def __init__(self) -> None:
        super().__init__("Incorrect username or password.")


class AccountLocked(Exception):
    """Too many wrong passwords for `login`; a code to unlock it is in the mail of its account, if any."""

    def __init__(self, login: str):
        self.login = login
        super().__init__(f"Locked after {lockout.MAX_FAILURES} wrong passwords.")


def authenticate(login: str, password: str) -> User:
    """The active person whose name and password these are; each try costs one password hash.

    Raises `SignInRefused`, or `LockedOut` when the name is locked or this try locks it. Whether the
    password of a locked account is right changes neither.
    """
    knock = lockout.attempt_for(login)
    user = _check_attempt(knock, login, password, failure=Event.USER_SIGN_IN_FAILED)
    User.objects.filter(pk=user.pk).update(password_last_used_at=clock.now())
    return user


def verify_password(user: User, password: str) -> None:
    """The password of somebody who is in already, as a proof that it is them.

    Whoever took over a session may guess no more often than whoever stands at the door: tries count
    together. Raises as `by_password`.
    """
    login = user.username or user.email
    _check_attempt(lockout.attempt_by(user), login, password, failure=Event.USER_REAUTHENTICATION_FAILED)


def record_refused_passkey() -> None:
    """A passkey that opened nothing; whose it claims to be is not believed: it stands in nobody's trail."""
    audit_log.record(Event.USER_SIGN_IN_FAILED, result="refused", method="passkey")


def _check_attempt(knock: lockout.LoginAttempt, login: str, password: str, *, failure: Event) -> User:
    user, right, shut = knock.user, _password_matches(knock.user, password), lockout.locked_keys(knock)
    if knock.login_key in shut:
        audit_log.record(failure, target=user, result="locked")
        raise AccountLocked(login)
    # Locked by another name: a right password gets the answer of a wrong one, and counts as one.
    if user is None or shut or not right:
        audit_log.record(failure, target=user, result="locked" if shut else "refused")
        shuts = lockout.record_failure(knock)
        if shuts:
            audit_log.record(Event.USER_LOCKED, target=user)
            with suppress(one_time_codes.CodeLimitReached):
                unlock.send_code(login)
        if knock.login_key in shuts:
            raise AccountLocked(login)
        raise InvalidCredentials
    lockout.clear(user)
    return user


def _password_matches(user: User | None, password: str) -> bool:
    if user is None or not user.has_usable_password():
        make_password(password)
        return False
    return user.check_password(password) and user.is_active
