"""One-time codes by email: 6 digits, valid for 10 minutes and 5 attempts, one pending at a time.

Only digests are stored, each bound to its row. Attempts are counted in the database, shared by all processes.
"""

import secrets
import string
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.models import User
from accounts.models.codes import ConfirmationCode, EmailChange, OneTimeCode, SignInCode
from lib import clock

AnyCode = TypeVar("AnyCode", bound=OneTimeCode)

DIGITS = 6
LIFETIME = timedelta(minutes=10)
MAX_ATTEMPTS = 5
RATE_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 10))


class InvalidCode(Exception):
    """A code that is not accepted; the text is shown to the user."""


class WrongCode(InvalidCode):
    """Not the code; `attempts_left` more attempts are allowed."""

    def __init__(self, attempts_left: int):
        self.attempts_left = attempts_left
        attempts = "1 attempt" if attempts_left == 1 else f"{attempts_left} attempts"
        super().__init__(f"Wrong code. {attempts} left.")


class MalformedCode(InvalidCode):
    """Not six digits, so it can't be the code: no attempt is counted."""

    def __init__(self) -> None:
        super().__init__("Enter the 6-digit code.")


class ExpiredCode(InvalidCode):
    """No code is pending: used, replaced, expired, or invalidated by wrong attempts."""

    def __init__(self, text: str = "This code is no longer valid. Request a new one."):
        super().__init__(text)


class CodeLimitReached(InvalidCode):
    """Too many codes were requested; the next can be requested at `until`."""

    def __init__(self, until: datetime):
        self.until = until
        super().__init__(
            "Too many codes requested. The limit is 5 per hour and 10 per day. "
            f"Try again in {_in_words(until - clock.now())}."
        )


def _in_words(wait: timedelta) -> str:
    """Return a time to wait, rounded up: "43 minutes"; from two hours on in hours."""
    minutes = max(1, ceil(wait / timedelta(minutes=1)))
    if minutes == 1:
        return "1 minute"
    return f"{minutes} minutes" if minutes < 120 else f"{ceil(minutes / 60)} hours"


def digest(value: str, context: str) -> str:
    """Return the digest that is stored of a code or of a link's token."""
    return salted_hmac("accounts.codes.one_time", f"{context}:{value}", algorithm="sha256").hexdigest()


def issue(row: OneTimeCode, *, replaces: models.QuerySet, counted: models.QuerySet) -> str:
    """Save `row` with a new code and return the code.

    Args:
        row: an unsaved row.
        replaces: rows whose pending code is invalidated.
        counted: the rows that the rate limits count.

    Raises:
        CodeLimitReached: too many in `counted`.
    """
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row.digest = digest(code, row.purpose_key)
    try:
        with transaction.atomic():
            _save(row, replaces, counted)
    except IntegrityError:
        # A concurrent request has saved its code: replace that one, and count it.
        row.pk = None
        with transaction.atomic():
            _save(row, replaces, counted)
    return code


def _save(row: OneTimeCode, replaces: models.QuerySet, counted: models.QuerySet) -> None:
    _require_within_limits(counted)
    row.created_at = clock.now()
    row.expires_at = row.created_at + LIFETIME
    replaces.filter(ended_at=None).update(ended_at=row.created_at)
    row.save(force_insert=True)


def _require_within_limits(counted: models.QuerySet) -> None:
    now = clock.now()
    free_at = []
    for period, limit in RATE_LIMITS:
        times = list(
            counted.filter(created_at__gt=now - period)
            .order_by("-created_at")
            .values_list("created_at", flat=True)[:limit]
        )
        if len(times) == limit:
            free_at.append(times[-1] + period)
    if free_at:
        raise CodeLimitReached(max(free_at))


def limit_reached(counted: models.QuerySet) -> bool:
    """Return whether `counted` has reached the limit per hour or per day."""
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
        MalformedCode: if it isn't six digits; costs no attempt.
        ExpiredCode: without a pending code, and at the last wrong attempt.
    """
    typed = digits_of(code)
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


def digits_of(code: str) -> str:
    """Return the six digits that were typed, without spaces and dashes.

    Raises:
        MalformedCode: if it isn't six digits.
    """
    typed = "".join(character for character in code if character.isalnum())
    if len(typed) != DIGITS or not set(typed) <= set(string.digits):
        raise MalformedCode
    return typed


def invalidate(rows: models.QuerySet) -> None:
    """Invalidate every pending code among `rows`."""
    rows.filter(ended_at=None).update(ended_at=clock.now())


def invalidate_all_for(user: User) -> None:
    """Invalidate every pending code of a user, since someone else may have access to the mailbox."""
    for model in (SignInCode, EmailChange, ConfirmationCode):
        invalidate(model.objects.filter(user=user))


def mask_email(email: str) -> str:
    """Return the email with most of its local part hidden: `o•••@hartwell.example`."""
    local, _, domain = email.partition("@")
    return f"{local[:1]}•••@{domain}"
