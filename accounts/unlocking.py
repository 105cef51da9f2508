"""Getting back in after too many wrong passwords: a mailed code unlocks the name, and signs nobody in."""

from django.db import transaction

from accounts import audit, door_codes, guard
from accounts.models import DoorCode


def mail_code(login: str) -> None:
    """Mails a code to the account of that name, if there is one. Raises `codes.TooManyCodes`."""
    door_codes.mail(login, DoorCode.Purpose.UNLOCK, "unlock")


def unlock(login: str, code: str) -> None:
    """Lets passwords count again for that name. Raises `codes.CodeRefused`."""
    user = door_codes.spend(login, DoorCode.Purpose.UNLOCK, code)
    with transaction.atomic():
        guard.forget(user)
        audit.record("unlocked the account", by=user)
