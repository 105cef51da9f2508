"""What a mailed code is worth: 6 digits, good for 10 minutes and 5 tries, one live at a time, few an hour.

Only digests are kept, bound to the row that the code was made for. Counters lie in the database, so
every process counts the same.
"""

import secrets
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from accounts.models.codes import Code, ConfirmationCode, EmailChange, SignInCode
from lib import clock

AnyCode = TypeVar("AnyCode", bound=Code)

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MAX_ATTEMPTS = 5
RATE_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))


class InvalidCode(Exception):
    """A code that does not count; its text is a sentence for the person."""


class WrongCode(InvalidCode):
    """Not the code; `left` more tries are allowed."""

    def __init__(self, left: int):
        self.attempts_left = left
        attempts = "1 attempt" if left == 1 else f"{left} attempts"
        super().__init__(f"Wrong code. {attempts} left.")


class ExpiredCode(InvalidCode):
    """No live code is there: used, replaced, too old, or burnt by wrong tries."""

    def __init__(self, text: str = "This code is no longer valid. Request a new one."):
        super().__init__(text)


class CodeLimitReached(InvalidCode):
    """Enough codes were mailed; the next may be asked for at `until`."""

    def __init__(self, until: datetime):
        self.until = until
        super().__init__("Too many codes requested. The limit is 5 per hour and 10 per day.")


def digest(value: str, context: str) -> str:
    """What the database keeps of a code or of a link's token."""
    return salted_hmac("accounts.codes.one_time", f"{context}:{value}", algorithm="sha256").hexdigest()


def issue(row: Code, *, replaces: models.QuerySet, counted: models.QuerySet) -> str:
    """Saves `row` with a new code and returns the code.

    The live one among `replaces` ends. Raises `TooManyCodes` when `counted`, the codes of the same
    person and kind, holds as many as an hour or a day may.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row.digest = digest(code, row.purpose_key)
    try:
        with transaction.atomic():
            _save(row, replaces, counted)
    except IntegrityError:
        # Somebody asked in the same instant: theirs is the live one now, and counts.
        row.pk = None
        with transaction.atomic():
            _save(row, replaces, counted)
    return code


def _save(row: Code, replaces: models.QuerySet, counted: models.QuerySet) -> None:
    _require_within_limits(counted)
    row.created_at = clock.now()
    row.expires_at = row.created_at + LIFETIME
    replaces.filter(ended_at=None).update(ended_at=row.created_at)
    row.save(force_insert=True)


def _require_within_limits(counted: models.QuerySet) -> None:
    now = clock.now()
    for span, most in RATE_LIMITS:
        times = list(
            counted.filter(created_at__gt=now - span)
            .order_by("-created_at")
            .values_list("created_at", flat=True)[:most]
        )
        if len(times) == most:
            raise CodeLimitReached(times[-1] + span)


def limit_reached(counted: models.QuerySet) -> bool:
    """Whether `counted`, the codes of one person and kind, holds as many as an hour or a day may."""
    try:
        _require_within_limits(counted)
    except CodeLimitReached:
        return True
    return False


def redeem(row: AnyCode | None, code: str) -> AnyCode:
    """Use `row` up with the right `code`, spaces and dashes in it ignored, and return it.

    The attempt is counted and committed before the code is compared, so neither a crash nor a concurrent
    request gives one for free.

    Raises:
        WrongCode: with the attempts left.
        ExpiredCode: without a pending code, and at the last wrong attempt.
    """
    typed = "".join(character for character in code if character.isdigit())
    if row is None:
        raise ExpiredCode
    pending = type(row)._default_manager.filter(pk=row.pk, ended_at=None, expires_at__gt=clock.now())
    with transaction.atomic(durable=True):
        counted = pending.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1)
    if not counted:
        raise ExpiredCode
    row.refresh_from_db()
    if not constant_time_compare(row.digest, digest(typed, row.purpose_key)):
        if row.attempts >= MAX_ATTEMPTS:
            pending.update(ended_at=clock.now())
            raise ExpiredCode("Too many wrong attempts. Request a new code.")
        raise WrongCode(MAX_ATTEMPTS - row.attempts)
    if not pending.update(ended_at=clock.now(), verified_at=clock.now()):
        raise ExpiredCode
    row.refresh_from_db()
    return row


def invalidate(rows: models.QuerySet) -> None:
    """Makes every live code among `rows` worthless."""
    rows.filter(ended_at=None).update(ended_at=clock.now())


def invalidate_all_for(user: User) -> None:
    """Makes every live code of a person worthless, for the mailbox that it lies in may be another's."""
    for kind in (SignInCode, EmailChange, ConfirmationCode):
        invalidate(kind.objects.filter(user=user))


def mask_email(email: str) -> str:
    """An address as a page may show it: `o•••@hartwell.example`."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"
