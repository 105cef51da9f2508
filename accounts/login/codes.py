"""Codes for users who are not signed in: created for every login, emailed only where an account has it.

A code belongs to the login as it was typed. Limits and responses depend on that login alone, so that they do
not reveal which logins belong to one user; the code itself is accepted with any of the user's logins.
"""

from contextlib import suppress
from typing import Any

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.login import lockout
from accounts.mail import messages as mail_messages
from accounts.models import SignInCode, User

UNKNOWN_USER_ID = -1


def send(login: str, purpose: SignInCode.Purpose, template: str) -> None:
    """Create a code for a login and email it with `template`; an unknown login takes the same time.

    When the user has reached the limit by another login, nothing is sent, and the response is the same.

    Raises:
        CodeLimitReached: too many codes were requested by this login.
    """
    attempt = lockout.attempt_for(login)
    sent_codes = SignInCode.objects.filter(
        purpose=purpose, user=attempt.user.pk if attempt.user else UNKNOWN_USER_ID
    )
    recipient = None if one_time_codes.limit_reached(sent_codes) else attempt.user
    with transaction.atomic():
        _send(attempt.login_key, recipient, purpose, template, login=login)
        audit_log.record(Event.CODE_SENT, target=attempt.user, purpose=purpose.label)


def send_to(user: User, purpose: SignInCode.Purpose, template: str) -> None:
    """Email a code to a user who is signed in, with `template`."""
    with transaction.atomic():
        _send(lockout.user_key(user), user, purpose, template)
        audit_log.record(Event.CODE_SENT, by=user, target=user, purpose=purpose.label)


def pending(login: str, purpose: SignInCode.Purpose) -> SignInCode | None:
    """Return the pending code of a login, whether or not an account has it."""
    return _pending(lockout.login_key(login), purpose)


def redeem(login: str, purpose: SignInCode.Purpose, code: str) -> User:
    """Redeem a code and return its user.

    Raises:
        InvalidCode: about the code of this login, even when the user has a code by another one.
    """
    attempt = lockout.attempt_for(login)
    own = _pending(attempt.login_key, purpose)
    try:
        one_time_codes.redeem(own, code)
    except one_time_codes.MalformedCode:
        raise
    except one_time_codes.InvalidCode:
        # The other codes are tried for an unknown login as well, so that both take as long.
        if not _redeem_by_other_login(attempt, purpose, code) or attempt.user is None:
            _record_rejected(attempt.user, purpose)
            raise
    else:
        if attempt.user is None or own is None or own.user != attempt.user:
            # The right guess of a code for a login that no account has: there is nothing to unlock.
            raise one_time_codes.ExpiredCode
    return attempt.user


def redeem_for(user: User, purpose: SignInCode.Purpose, code: str) -> None:
    """Redeem the code of a user who is signed in. Raises `InvalidCode`."""
    try:
        one_time_codes.redeem(_pending(lockout.user_key(user), purpose), code)
    except one_time_codes.MalformedCode:
        raise
    except one_time_codes.InvalidCode:
        _record_rejected(user, purpose)
        raise


def _redeem_by_other_login(attempt: lockout.LoginAttempt, purpose: SignInCode.Purpose, code: str) -> bool:
    user_id = attempt.user.pk if attempt.user else UNKNOWN_USER_ID
    others = SignInCode.objects.filter(purpose=purpose, user=user_id, ended_at=None).exclude(
        lookup_key=attempt.login_key
    )
    for row in others:
        with suppress(one_time_codes.InvalidCode):
            one_time_codes.redeem(row, code)
            return True
    return False


def _record_rejected(user: User | None, purpose: SignInCode.Purpose) -> None:
    audit_log.record(Event.CODE_REJECTED, target=user, result="refused", purpose=purpose.label)


def _pending(lookup_key: str, purpose: SignInCode.Purpose) -> SignInCode | None:
    return SignInCode.objects.filter(purpose=purpose, lookup_key=lookup_key, ended_at=None).first()


def _send(
    lookup_key: str, user: User | None, purpose: SignInCode.Purpose, template: str, **context: Any
) -> None:
    row = SignInCode(purpose=purpose, lookup_key=lookup_key, user=user)
    rows = SignInCode.objects.filter(purpose=purpose, lookup_key=lookup_key)
    code = one_time_codes.issue(row, replaces=rows, counted=rows)
    mail_messages.send_template(template, user, code=code, until=row.expires_at, **context)
