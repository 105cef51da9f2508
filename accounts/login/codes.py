"""Codes for people who are not signed in: made for every name, mailed only where somebody has it.

A code belongs to the name as it was typed. Limits and answers hang on that name alone, so that they tell
nobody which names belong to one person; the code itself opens by any of them.
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
    """Makes a code for the name and mails it as `letter`; a name that nobody has costs the same work.

    Raises `codes.TooManyCodes` when enough were asked for by this name. When enough were mailed to its
    person by another one, nothing goes out and nothing is said.
    """
    knock = lockout.attempt_for(login)
    mailed = SignInCode.objects.filter(purpose=purpose, user=knock.user.pk if knock.user else UNKNOWN_USER_ID)
    addressee = None if one_time_codes.limit_reached(mailed) else knock.user
    with transaction.atomic():
        _send(knock.login_key, addressee, purpose, template, login=login)
        audit_log.record(Event.CODE_SENT, target=knock.user, purpose=purpose.label)


def send_to(user: User, purpose: SignInCode.Purpose, template: str) -> None:
    """As `mail`, to somebody whom the portal knows already."""
    with transaction.atomic():
        _send(lockout.user_key(user), user, purpose, template)
        audit_log.record(Event.CODE_SENT, by=user, target=user, purpose=purpose.label)


def pending(login: str, purpose: SignInCode.Purpose) -> SignInCode | None:
    """The code that waits for this name, whether or not somebody has the name."""
    return _pending(lockout.login_key(login), purpose)


def redeem(login: str, purpose: SignInCode.Purpose, code: str) -> User:
    """The person of that name, whose code this was. Raises `codes.CodeRefused`.

    What is said of a wrong code is about the code of this name, also when the person has another one.
    """
    knock = lockout.attempt_for(login)
    own = _pending(knock.login_key, purpose)
    try:
        one_time_codes.redeem(own, code)
    except one_time_codes.InvalidCode:
        # The other codes are tried for an unknown login as well, so that both take as long.
        if not _redeem_by_other_login(knock, purpose, code) or knock.user is None:
            _record_rejected(knock.user, purpose)
            raise
    else:
        if knock.user is None or own is None or own.user != knock.user:
            # The right guess of a code for a login that no account has: there is nothing to unlock.
            raise one_time_codes.ExpiredCode
    return knock.user


def redeem_for(user: User, purpose: SignInCode.Purpose, code: str) -> None:
    """Uses up the code of somebody whom the portal knows already. Raises `codes.CodeRefused`."""
    try:
        one_time_codes.redeem(_pending(lockout.user_key(user), purpose), code)
    except one_time_codes.InvalidCode:
        _record_rejected(user, purpose)
        raise


def _redeem_by_other_login(knock: lockout.LoginAttempt, purpose: SignInCode.Purpose, code: str) -> bool:
    person = knock.user.pk if knock.user else UNKNOWN_USER_ID
    others = SignInCode.objects.filter(purpose=purpose, user=person, ended_at=None).exclude(
        lookup_key=knock.login_key
    )
    for row in others:
        with suppress(one_time_codes.InvalidCode):
            one_time_codes.redeem(row, code)
            return True
    return False


def _record_rejected(user: User | None, purpose: SignInCode.Purpose) -> None:
    audit_log.record(Event.CODE_REJECTED, target=user, result="refused", purpose=purpose.label)


def _pending(subject: str, purpose: SignInCode.Purpose) -> SignInCode | None:
    return SignInCode.objects.filter(purpose=purpose, lookup_key=subject, ended_at=None).first()


def _send(subject: str, user: User | None, purpose: SignInCode.Purpose, letter: str, **more: Any) -> None:
    row = SignInCode(purpose=purpose, lookup_key=subject, user=user)
    rows = SignInCode.objects.filter(purpose=purpose, lookup_key=subject)
    code = one_time_codes.issue(row, replaces=rows, counted=rows)
    mail_messages.send_template(letter, user, code=code, until=row.expires_at, **more)
