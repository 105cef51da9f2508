"""Codes for people who are not signed in: made for every name, mailed only where somebody has it."""

from django.db import transaction

from accounts import codes, guard, letters
from accounts.models import DoorCode, User


def mail(login: str, purpose: DoorCode.Purpose, letter: str) -> None:
    """Makes a code for the name and mails it as `letter`; a name that nobody has costs the same work.

    Raises `codes.TooManyCodes`.
    """
    who, user = guard.find(login)
    row = DoorCode(purpose=purpose, subject=who, user=user)
    rows = DoorCode.objects.filter(purpose=purpose, subject=who)
    with transaction.atomic():
        code = codes.make(row, replaces=rows, counted=rows)
        letters.write(letter, user, code=code, until=row.expires, login=login)


def spend(login: str, purpose: DoorCode.Purpose, code: str) -> User:
    """The person of that name, whose code this was. Raises `codes.CodeRefused`."""
    who, user = guard.find(login)
    row = DoorCode.objects.filter(purpose=purpose, subject=who, ended=None).first()
    codes.spend(row, code)
    if user is None:
        # Guessed right for a name that nobody has: there is nothing to open.
        raise codes.DeadCode
    return user
