"""Periodic cleanup of rows that have expired."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import idempotency
from accounts.login import api_tokens, lockout
from accounts.mfa import reset as mfa_reset
from accounts.models import ConfirmationCode, EmailChange, Notice, OutgoingMail, SignInCode
from accounts.personal_tokens import tokens
from accounts.profile import data_export
from accounts.registration import registration
from lib import clock

# Longer than the longest rate limit, which counts these rows.
CODE_RETENTION = timedelta(days=2)
MAIL_RETENTION = timedelta(days=30)


def clean_up() -> dict[str, int]:
    """Build pending data exports, then delete expired rows; return the numbers by what it is."""
    pending_exports = data_export.pending()
    for pk in pending_exports:
        data_export.build(pk)
    return {
        "data exports built": len(pending_exports),
        "data exports": data_export.purge_expired(),
        "two-factor resets": mfa_reset.execute_due(),
        "lockouts": lockout.purge_old(),
        "registrations": registration.purge_old(),
        "tokens": api_tokens.purge_expired(),
        "personal access tokens": tokens.purge_ended(),
        "idempotency keys": idempotency.purge_expired(),
        "codes": sum(_purge_old(model) for model in (SignInCode, EmailChange, ConfirmationCode)),
        # Django sets their dates by the machine's clock.
        "sessions": Session.objects.filter(expire_date__lt=timezone.now()).delete()[0],
        "notices": Notice.objects.filter(sent_at__lt=clock.now() - MAIL_RETENTION).delete()[0],
        "emails": OutgoingMail.objects.filter(created_at__lt=clock.now() - MAIL_RETENTION).delete()[0],
    }


def _purge_old(model: type[SignInCode | EmailChange | ConfirmationCode]) -> int:
    return model.objects.filter(created_at__lt=clock.now() - CODE_RETENTION).delete()[0]
