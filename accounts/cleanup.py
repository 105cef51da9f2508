"""Removes what is past its time, so that tables of the door do not grow for ever."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.login import api_tokens, lockout
from accounts.mfa import reset as mfa_reset
from accounts.models import ConfirmationCode, EmailChange, OutgoingMail, SignInCode
from accounts.profile import data_export
from accounts.registration import registration
from lib import clock

# Longer than any limit looks back.
CODES_KEPT = timedelta(days=2)
MAIL_KEPT = timedelta(days=30)


def clean_up() -> dict[str, int]:
    """Makes files of data that are still waited for, then removes by kind; returns how many."""
    waiting = data_export.pending()
    for number in waiting:
        data_export.build(number)
    return {
        "data exports built": len(waiting),
        "data exports": data_export.purge_expired(),
        "two-factor resets": mfa_reset.execute_due(),
        "lockouts": lockout.purge_old(),
        "registrations": registration.purge_old(),
        "tokens": api_tokens.purge_expired(),
        "codes": sum(_older(kind) for kind in (SignInCode, EmailChange, ConfirmationCode)),
        # Their dates come from Django, which asks the machine's clock.
        "sessions": Session.objects.filter(expire_date__lt=timezone.now()).delete()[0],
        "emails": OutgoingMail.objects.filter(created_at__lt=clock.now() - MAIL_KEPT).delete()[0],
    }


def _older(kind: Any) -> int:
    return kind.objects.filter(created_at__lt=clock.now() - CODES_KEPT).delete()[0]
