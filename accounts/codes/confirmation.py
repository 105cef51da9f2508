"""Codes for dangerous acts: mailed to the person, named after act and target, good for that act only.

A code dies after 10 minutes, after 5 wrong tries, with the next one for the same act, and when `state`
changes: put into it whatever the person was shown the act to depend on, such as the target's owner.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.mail import messages as mail_messages
from accounts.models import ConfirmationCode, User
from lib import clock

CONFIRMATION_LIFETIME = timedelta(minutes=10)
# What the Portal API's own pair of calls confirms, for its transfer and delete carry no code.
API_ACTION = "portal-api"


class NotConfirmed(Exception):
    """The sign-in of the Portal API confirmed no code in the last 10 minutes that it has not used yet."""


@dataclass(frozen=True)
class ActionDescription:
    """The act in the mail's words.

    `title` follows "Code to": "delete Hartwell Trade Supply (Production)". `effect` follows "this code":
    "deletes hartwell and its Staging half hartwell_Staging." `reason` says why the person gets the mail.
    """

    title: str
    effect: str
    reason: str = "because you requested it"


@dataclass(frozen=True)
class SentCode:
    """What a page may say about a code that went out."""

    to: str
    until: datetime


def send_code(
    user: User, action: str, target_type: str, target_id: str, *, describe: ActionDescription, state: str = ""
) -> SentCode:
    """Mails `user` a code for one act on one target; the one before it is worthless from now on.

    Raises `codes.TooManyCodes` beyond 5 an hour or 10 a day, over all acts of this person.
    """
    row = ConfirmationCode(
        user=user, name=action, **_scope(action, target_type, target_id), state=_digest(state)
    )
    mine = ConfirmationCode.objects.filter(user=user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two acts at once still count together
        code = one_time_codes.issue(
            row, replaces=mine.filter(**_scope(action, target_type, target_id)), counted=mine
        )
        mail_messages.send_template("confirmation", user, code=code, until=row.expires_at, action=describe)
        audit_log.record(
            Event.CODE_SENT, by=user, purpose=action, target_type=target_type, target_id=target_id
        )
    return SentCode(one_time_codes.mask_email(user.email), row.expires_at)


def check_code(
    user: User, action: str, target_type: str, target_id: str, code: str, *, state: str = ""
) -> ConfirmationCode:
    """Uses the code up and returns it. Raises `codes.WrongCode` with the tries left, or `codes.DeadCode`.

    Call it outside any transaction, right before the activity: a try counts whatever comes after it.
    """
    mine = ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    # Also when the target becomes again what it was: its code was for something else in between.
    one_time_codes.invalidate(mine.exclude(state=_digest(state)))
    pending = pending_code(user, action, target_type, target_id, state=state)
    try:
        row = one_time_codes.redeem(pending, code)
    except one_time_codes.InvalidCode:
        audit_log.record(
            Event.CODE_REJECTED,
            by=user,
            result="refused",
            purpose=action,
            target_type=target_type,
            target_id=target_id,
        )
        raise
    audit_log.record(
        Event.CODE_CONFIRMED, by=user, purpose=action, target_type=target_type, target_id=target_id
    )
    return row


def pending_code(
    user: User, action: str, target_type: str, target_id: str, *, state: str = ""
) -> ConfirmationCode | None:
    """The code that `check_code` would look at, or None: for a page that says until when it is good."""
    mine = ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    return mine.filter(state=_digest(state), ended_at=None, expires_at__gt=clock.now()).first()


def cancel_code(user: User, action: str, target_type: str, target_id: str) -> None:
    """Makes a code worthless that the person does not want to use after all."""
    one_time_codes.invalidate(
        ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    )


def confirm_sign_in(user: User, code: str, *, token_family: UUID) -> None:
    """Uses up the code of the Portal API; that sign-in may do one act in the next 10 minutes.

    Raises `codes.CodeRefused`.
    """
    row = check_code(user, API_ACTION, "", "", code)
    ConfirmationCode.objects.filter(pk=row.pk).update(token_family=token_family)


@contextmanager
def single_action(user: User, *, token_family: UUID) -> Iterator[None]:
    """Does what is inside under the confirmation of that sign-in, which it uses up, in one transaction.

    What fails leaves the confirmation as it was. Raises `NotConfirmed`.
    """
    confirmed = ConfirmationCode.objects.filter(
        user=user,
        action=API_ACTION,
        token_family=token_family,
        verified_at__gt=clock.now() - CONFIRMATION_LIFETIME,
        used_at=None,
    )
    with transaction.atomic():
        key = confirmed.order_by("verified_at").values_list("pk", flat=True).first()
        if key is None or not confirmed.filter(pk=key).update(used_at=clock.now()):
            raise NotConfirmed
        yield


def _scope(action: str, target_type: str, target_id: str) -> dict:
    return {"action": action, "target_type": target_type, "target_id": target_id}


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest() if state else ""
