"""Getting back in after too many wrong passwords: a mailed code unlocks the name, and signs nobody in."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import codes as login_codes
from accounts.login import lockout
from accounts.models import SignInCode


def send_code(login: str) -> None:
    """Mails a code to the account of that name, if there is one. Raises `codes.TooManyCodes`."""
    login_codes.send(login, SignInCode.Purpose.UNLOCK, "unlock")


def unlock(login: str, code: str) -> None:
    """Lets passwords count again for that name. Raises `codes.CodeRefused`."""
    user = login_codes.redeem(login, SignInCode.Purpose.UNLOCK, code)
    with transaction.atomic():
        lockout.clear(user)
        audit_log.record(Event.USER_UNLOCKED, by=user)
