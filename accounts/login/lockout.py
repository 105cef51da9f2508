"""Ten wrong passwords lock a name, also one that nobody has, until a mailed code or a day opens it.

Tries are counted twice: for the name as it was typed, and for the person whose name it is. What the door
says hangs on the first alone, whether it opens on both. So whoever locks a person by their username does
not learn by the answers which address is theirs.
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
    """Somebody at the door: whose name was typed, or None, and the keys that it is counted under."""

    user: User | None
    login_key: str
    account_key: str

    @property
    def keys(self) -> list[str]:
        """Each once."""
        return list(dict.fromkeys([self.account_key, self.login_key]))


def attempt_for(login: str) -> LoginAttempt:
    """Whoever is meant by a username or address, in any case of letters."""
    login = login.strip()
    user = (User.objects.by_email(login) if "@" in login else User.objects.by_username(login)).first()
    name = login_key(login)
    return LoginAttempt(user, name, user_key(user) if user else f"nobody:{name.partition(':')[2]}")


def attempt_by(user: User) -> LoginAttempt:
    """Somebody who is in already, and shows that it is them."""
    return LoginAttempt(user, user_key(user), user_key(user))


def user_key(user: User) -> str:
    """The key under which the tries for a person are counted, by whichever name they were made."""
    return f"user:{user.pk}"


def login_key(login: str) -> str:
    """The key of a name as it was typed, which tells nobody the name."""
    return f"name:{salted_hmac('accounts.name', login.strip().lower(), algorithm='sha256').hexdigest()}"


def locked_keys(attempt: LoginAttempt) -> set[str]:
    """Those of its keys for which passwords do not count now."""
    shut = LoginLockout.objects.filter(key__in=attempt.keys, locked_at__gt=clock.now() - LOCK_DURATION)
    return set(shut.values_list("key", flat=True))


def record_failure(attempt: LoginAttempt) -> set[str]:
    """Counts a wrong password; returns the keys that this one locks."""
    return {who for who in attempt.keys if _count(who)}


def _count(key: str) -> bool:
    now = clock.now()
    with transaction.atomic():
        over = Q(last_failure_at__lt=now - LOCK_DURATION) | Q(locked_at__lt=now - LOCK_DURATION)
        LoginLockout.objects.filter(over, key=key).delete()
        guard, _ = LoginLockout.objects.get_or_create(key=key)
        row = LoginLockout.objects.filter(pk=guard.pk)
        row.update(failures=F("failures") + 1, last_failure_at=now)
        return bool(row.filter(failures__gte=MAX_FAILURES, locked_at=None).update(locked_at=now))


def clear(user: User) -> None:
    """Ends the count of wrong passwords, and a lock, by all names of a person."""
    names = [login_key(name) for name in (user.username, user.email) if name]
    LoginLockout.objects.filter(key__in=[user_key(user), *names]).delete()


def purge_old() -> int:
    """Removes the counts that a day has passed over; returns how many went."""
    return LoginLockout.objects.filter(last_failure_at__lt=clock.now() - LOCK_DURATION).delete()[0]
