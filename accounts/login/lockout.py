"""Lockout after ten wrong passwords, for a day or until a code by email unlocks, even of unknown logins.

Attempts are counted twice: for the login as it was typed, and for its user. The response depends on the
former alone, sign-in on both: someone who locks a user by their username does not learn their email.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from accounts.models import LoginLockout, User
from lib import clock

MAX_FAILURES = 10
LOCK_DURATION = timedelta(days=1)


@dataclass(frozen=True)
class LoginAttempt:
    """An attempt to sign in: the user of the typed login, or None, and the keys that it is counted under."""

    user: User | None
    login_key: str
    account_key: str

    @property
    def keys(self) -> list[str]:
        """Return the distinct keys."""
        return list(dict.fromkeys([self.account_key, self.login_key]))


def attempt_for(login: str) -> LoginAttempt:
    """Return the attempt to sign in with a username or email, in any case."""
    login = login.strip()
    user = (User.objects.by_email(login) if "@" in login else User.objects.by_username(login)).first()
    key = login_key(login)
    return LoginAttempt(user, key, user_key(user) if user else f"unknown:{key.partition(':')[2]}")


def attempt_by(user: User) -> LoginAttempt:
    """Return the attempt of a signed-in user to re-authenticate."""
    return LoginAttempt(user, user_key(user), user_key(user))


def user_key(user: User) -> str:
    """Return the key that all attempts for a user are counted under, by any login."""
    return f"user:{user.pk}"


def login_key(login: str) -> str:
    """Return the key of a login as it was typed, which does not reveal the login."""
    return f"name:{salted_hmac('accounts.name', login.strip().lower(), algorithm='sha256').hexdigest()}"


def locked_keys(attempt: LoginAttempt) -> set[str]:
    """Return those of the attempt's keys that are locked."""
    locked = LoginLockout.objects.filter(key__in=attempt.keys, locked_at__gt=clock.now() - LOCK_DURATION)
    return set(locked.values_list("key", flat=True))


def record_failure(attempt: LoginAttempt) -> set[str]:
    """Count a wrong password and return the keys that it locks."""
    return {key for key in attempt.keys if _count(key)}


def _count(key: str) -> bool:
    now = clock.now()
    with transaction.atomic():
        expired = Q(last_failure_at__lt=now - LOCK_DURATION) | Q(locked_at__lt=now - LOCK_DURATION)
        LoginLockout.objects.filter(expired, key=key).delete()
        lockout, _ = LoginLockout.objects.get_or_create(key=key)
        row = LoginLockout.objects.filter(pk=lockout.pk)
        row.update(failures=F("failures") + 1, last_failure_at=now)
        return bool(row.filter(failures__gte=MAX_FAILURES, locked_at=None).update(locked_at=now))


def clear(user: User) -> None:
    """Reset the failures and locks of a user, by all their logins."""
    login_keys = [login_key(login) for login in (user.username, user.email) if login]
    LoginLockout.objects.filter(key__in=[user_key(user), *login_keys]).delete()


def purge_old() -> int:
    """Delete lockouts whose last failure is more than a day ago and return their number."""
    return LoginLockout.objects.filter(last_failure_at__lt=clock.now() - LOCK_DURATION).delete()[0]
