"""Ten wrong passwords lock a name, also one that nobody has, until a mailed code or a day opens it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.models import SignInGuard, User
from environments import clock

WRONG_BEFORE_LOCK = 10
LOCKED_FOR = timedelta(days=1)


def find(login: str) -> tuple[str, User | None]:
    """Who is meant by a username or address: the key that tries are counted under, and the person or None."""
    login = login.strip()
    people = User.objects.at(login) if "@" in login else User.objects.named(login)
    user = people.first()
    if user:
        return key_of(user), user
    return f"name:{salted_hmac('accounts.name', login.lower(), algorithm='sha256').hexdigest()}", None


def key_of(user: User) -> str:
    """The key under which the tries for a person are counted, by whichever name they were made."""
    return f"user:{user.pk}"


def is_locked(who: str) -> bool:
    """Whether passwords do not count for this name now."""
    return SignInGuard.objects.filter(who=who, locked__gt=clock.now() - LOCKED_FOR).exists()


def count_failure(who: str) -> bool:
    """Counts a wrong password; True when this one locks the name."""
    now = clock.now()
    with transaction.atomic():
        SignInGuard.objects.filter(who=who, last_failure__lt=now - LOCKED_FOR).delete()
        guard, _ = SignInGuard.objects.get_or_create(who=who)
        row = SignInGuard.objects.filter(pk=guard.pk)
        row.update(failures=F("failures") + 1, last_failure=now)
        return bool(row.filter(failures__gte=WRONG_BEFORE_LOCK, locked=None).update(locked=now))


def forget(who: str) -> None:
    """Ends the count of wrong passwords, and a lock."""
    SignInGuard.objects.filter(who=who).delete()


def forget_old() -> int:
    """Removes the counts that a day has passed over; returns how many went."""
    return SignInGuard.objects.filter(last_failure__lt=clock.now() - LOCKED_FOR).delete()[0]
