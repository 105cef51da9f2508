"""Reset of two-factor authentication: approved by an operator, and cancellable by email for a day."""

import secrets

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.codes import one_time as one_time_codes
from accounts.mail import messages as mail_messages
from accounts.models import MfaReset, User
from accounts.models.mfa_reset import DELAY
from lib import clock


def request(user: User) -> MfaReset:
    """Request a reset, and email the user a link that cancels it; return the pending one if there is one."""
    pending = MfaReset.objects.filter(user=user, ended_at=None).first()
    if pending:
        return pending
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            row = MfaReset.objects.create(user=user, link_digest=one_time_codes.digest(token, "factor-reset"))
            audit_log.record(Event.MFA_RESET_REQUESTED, target=user)
            mail_messages.send_template("mfa_reset", user, token=token, due=row.due_at)
    except IntegrityError:  # two concurrent requests
        return MfaReset.objects.get(user=user, ended_at=None)
    return row


def approve(row: MfaReset, *, by: User) -> bool:
    """Approve a reset; return False when it is approved or over already, or is the operator's own."""
    if row.user == by:
        return False
    with transaction.atomic():
        approved = MfaReset.objects.filter(pk=row.pk, ended_at=None, approved_at=None).update(
            approved_at=clock.now(), approved_by=by
        )
        if approved:
            audit_log.record(Event.MFA_RESET_APPROVED, by=by, target=row.user)
    return bool(approved)


def decline(row: MfaReset, *, by: User) -> bool:
    """Decline a reset; return False when it is over already."""
    return _end(row, "declined", by=by)


def find_by_link(token: str) -> MfaReset | None:
    """Return the pending reset of an emailed link, by the token in it."""
    return MfaReset.objects.filter(
        link_digest=one_time_codes.digest(token, "factor-reset"), ended_at=None
    ).first()


def cancel(row: MfaReset) -> bool:
    """Cancel a reset; return False when it is over already."""
    return _end(row, "cancelled")


def execute_due() -> int:
    """Execute approved resets that were requested a day ago; return their number."""
    due = MfaReset.objects.filter(
        ended_at=None, approved_at__isnull=False, requested_at__lte=clock.now() - DELAY
    )
    return sum(_execute(row) for row in due.select_related("user", "approved_by"))


def _execute(row: MfaReset) -> bool:
    with transaction.atomic():
        if not _end(row, "done", by=row.approved_by):
            return False
        kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
        Authenticator.objects.filter(user=row.user, type__in=kinds).delete()
        mail_messages.send_notice(
            row.user,
            "Two-factor authentication was reset",
            "Two-factor authentication is off. Turn it on again.",
        )
    return True


def _end(row: MfaReset, outcome: str, *, by: User | None = None) -> bool:
    with transaction.atomic():
        pending = MfaReset.objects.filter(pk=row.pk, ended_at=None)
        ended = pending.update(ended_at=clock.now(), outcome=outcome)
        if ended:
            audit_log.record(Event.MFA_RESET_ENDED, by=by, target=row.user, result=outcome)
    return bool(ended)
