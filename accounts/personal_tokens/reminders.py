"""Emails before a personal access token expires: seven days and one day before, once each."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from accounts.mail import messages as mail_messages
from accounts.models import PersonalAccessToken
from lib import clock

# Days before expiry, the last reminder first.
REMINDER_DAYS = (1, 7)


def send_due() -> int:
    """Send the reminders that are due and return their number.

    A token that was created for no longer than a reminder's days gets none of these, and one whose last
    reminder is due gets only this one.
    """
    return sum(_send_due(days) for days in REMINDER_DAYS)


def _send_due(days: int) -> int:
    now = clock.now()
    not_reminded = Q(reminded_days=None) | Q(reminded_days__gt=days)
    rows = PersonalAccessToken.objects.filter(
        not_reminded,
        revoked_at=None,
        expires_at__gt=now,
        expires_at__lte=now + timedelta(days=days),
        user__is_active=True,
    ).select_related("user")
    due = [row for row in rows if row.expires_at - row.created_at > timedelta(days=days)]
    return sum(_send(row, days, not_reminded) for row in due)


def _send(row: PersonalAccessToken, days: int, not_reminded: Q) -> bool:
    with transaction.atomic():
        # Claimed by the update, so that two workers send one email.
        claimed = PersonalAccessToken.objects.filter(not_reminded, pk=row.pk, revoked_at=None)
        if not claimed.update(reminded_days=days):
            return False
        mail_messages.send_template("personal_token_expires", row.user, token=row)
    return True
