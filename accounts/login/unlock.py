"""Unlocking after too many wrong passwords: by a code sent by email, which signs no one in."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.login import codes as login_codes
from accounts.login import lockout
from accounts.models import SignInCode


def send_code(login: str) -> None:
    """Email a code to the account of that login, if there is one. Raises `CodeLimitReached`."""
    login_codes.send(login, SignInCode.Purpose.UNLOCK, "unlock")


def unlock(login: str, code: str) -> None:
    """Unlock the account of that login. Raises `InvalidCode`."""
    user = login_codes.redeem(login, SignInCode.Purpose.UNLOCK, code)
    with transaction.atomic():
        lockout.clear(user)
        audit_log.record(Event.USER_UNLOCKED, by=user)
