"""Codes for people who are not signed in: made for every name, mailed only where somebody has it."""

from django.db import transaction

from accounts import audit, codes, guard, letters
from accounts.models import DoorCode, User


def mail(login: str, purpose: DoorCode.Purpose, letter: str) -> None:
    """Makes a code for the name and mails it as `letter`; a name that nobody has costs the same work.

    Raises `codes.TooManyCodes`.
    """
    who, user = guard.find(login)
    _mail(who, user, purpose, letter, login=login)


def mail_to(user: User, purpose: DoorCode.Purpose, letter: str) -> None:
    """As `mail`, to somebody whom the portal knows already."""
    _mail(guard.key_of(user), user, purpose, letter)


def live(login: str, purpose: DoorCode.Purpose) -> DoorCode | None:
    """The code that waits for this name, whether or not somebody has the name."""
    return _live(guard.find(login)[0], purpose)


def spend(login: str, purpose: DoorCode.Purpose, code: str) -> User:
    """The person of that name, whose code this was. Raises `codes.CodeRefused`."""
    who, user = guard.find(login)
    _spend(who, user, purpose, code)
    if user is None:
        # Guessed right for a name that nobody has: there is nothing to open.
        raise codes.DeadCode
    return user


def spend_of(user: User, purpose: DoorCode.Purpose, code: str) -> None:
    """Uses up the code of somebody whom the portal knows already. Raises `codes.CodeRefused`."""
    _spend(guard.key_of(user), user, purpose, code)


def _live(who: str, purpose: DoorCode.Purpose) -> DoorCode | None:
    return DoorCode.objects.filter(purpose=purpose, subject=who, ended=None).first()


def _spend(who: str, user: User | None, purpose: DoorCode.Purpose, code: str) -> None:
    try:
        codes.spend(_live(who, purpose), code)
    except codes.CodeRefused:
        audit.record("typed a wrong code", target=user, result="refused", purpose=purpose.label)
        raise


def _mail(who: str, user: User | None, purpose: DoorCode.Purpose, letter: str, **more) -> None:
    row = DoorCode(purpose=purpose, subject=who, user=user)
    rows = DoorCode.objects.filter(purpose=purpose, subject=who)
    with transaction.atomic():
        code = codes.make(row, replaces=rows, counted=rows)
        letters.write(letter, user, code=code, until=row.expires, **more)
        audit.record("asked for a code", target=user, purpose=purpose.label)
