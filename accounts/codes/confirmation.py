"""Confirmation codes: emailed for one dangerous action on one target, and valid for that only.

A code is valid for 10 minutes and 5 attempts, until the next one for the same action, and until `state`
changes: pass in it what the page showed the action to depend on, such as the target's owner.
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
# The action that the Portal API confirms by calls of its own, since its transfer and delete carry no code.
API_ACTION = "portal-api"


class NotConfirmed(Exception):
    """This sign-in of the Portal API has no confirmation of the last 10 minutes that is still unused."""


@dataclass(frozen=True)
class ActionDescription:
    """Texts of the email about one action.

    `title` follows "Code to": "delete Hartwell Trade Supply (Production)". `effect` follows "This code":
    "deletes hartwell and its Staging hartwell_Staging." `reason` says why the user gets the email.
    """

    title: str
    effect: str
    reason: str = "because you requested it"


@dataclass(frozen=True)
class SentCode:
    """A code that was sent: the masked email and when it expires."""

    to: str
    until: datetime


def send_code(
    user: User, action: str, target_type: str, target_id: str, *, describe: ActionDescription, state: str = ""
) -> SentCode:
    """Email `user` a code for one action on one target; it replaces the pending one.

    Raises:
        CodeLimitReached: beyond 5 per hour or 10 per day, over all actions of this user.
    """
    row = ConfirmationCode(
        user=user, name=action, **_scope(action, target_type, target_id), state=_digest(state)
    )
    mine = ConfirmationCode.objects.filter(user=user)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # so that concurrent requests are counted together
        code = one_time_codes.issue(
            row, replaces=mine.filter(**_scope(action, target_type, target_id)), counted=mine
        )
        mail_messages.send_template("confirmation", user, code=code, until=row.expires_at, action=describe)
        _record(Event.CODE_SENT, user, action, target_type, target_id)
    return SentCode(one_time_codes.mask_email(user.email), row.expires_at)


def check_code(
    user: User, action: str, target_type: str, target_id: str, code: str, *, state: str = ""
) -> ConfirmationCode:
    """Redeem the code and return its row.

    Call it outside any transaction, right before the action: an attempt counts whatever comes after it.

    Raises:
        WrongCode: with the attempts left.
        MalformedCode: if it isn't six digits; costs no attempt.
        ExpiredCode: without a pending code, and at the last wrong attempt.
    """
    one_time_codes.digits_of(code)  # what can't be a code changes nothing
    mine = ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    # Also when the state becomes again what it was: the code was for another state in between.
    one_time_codes.invalidate(mine.exclude(state=_digest(state)))
    pending = pending_code(user, action, target_type, target_id, state=state)
    try:
        row = one_time_codes.redeem(pending, code)
    except one_time_codes.InvalidCode:
        _record(Event.CODE_REJECTED, user, action, target_type, target_id, result="refused")
        raise
    _record(Event.CODE_CONFIRMED, user, action, target_type, target_id)
    return row


def pending_code(
    user: User, action: str, target_type: str, target_id: str, *, state: str = ""
) -> ConfirmationCode | None:
    """Return the code that `check_code` would redeem, or None."""
    mine = ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    return mine.filter(state=_digest(state), ended_at=None, expires_at__gt=clock.now()).first()


def was_sent(user: User, action: str, target_type: str, target_id: str) -> bool:
    """Return whether a code for that was ever sent, whether or not it is still valid."""
    return ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id)).exists()


def cancel_code(user: User, action: str, target_type: str, target_id: str) -> None:
    """Invalidate the pending code of an action that the user cancelled."""
    one_time_codes.invalidate(
        ConfirmationCode.objects.filter(user=user, **_scope(action, target_type, target_id))
    )


def confirm_token_family(user: User, code: str, *, token_family: UUID) -> None:
    """Redeem the code of the Portal API; its sign-in may then do one action within 10 minutes.

    Raises:
        InvalidCode: wrong or expired.
    """
    row = check_code(user, API_ACTION, "", "", code)
    ConfirmationCode.objects.filter(pk=row.pk).update(token_family=token_family)


@contextmanager
def consume_confirmation(user: User, *, token_family: UUID) -> Iterator[None]:
    """Run the block in a transaction that uses up the confirmation of that sign-in.

    When the block fails, the confirmation can be used again.

    Raises:
        NotConfirmed: without an unused confirmation.
    """
    confirmed = ConfirmationCode.objects.filter(
        user=user,
        action=API_ACTION,
        token_family=token_family,
        verified_at__gt=clock.now() - CONFIRMATION_LIFETIME,
        used_at=None,
    )
    with transaction.atomic():
        pk = confirmed.order_by("verified_at").values_list("pk", flat=True).first()
        if pk is None or not confirmed.filter(pk=pk).update(used_at=clock.now()):
            raise NotConfirmed
        yield


def _record(
    event: Event, user: User, action: str, target_type: str, target_id: str, *, result: str = "ok"
) -> None:
    """Record it, for a code about an organization in the audit log of that organization too."""
    audit_log.record(
        event,
        by=user,
        organization=target_id if target_type == "organization" else "",
        result=result,
        purpose=action,
        target_type=target_type,
        target_id=target_id,
    )


def _scope(action: str, target_type: str, target_id: str) -> dict:
    return {"action": action, "target_type": target_type, "target_id": target_id}


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest() if state else ""
