"""The email outbox: an email is a row first, so it is sent exactly when its transaction commits."""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from accounts.models import OutgoingMail
from lib import clock
from lib.background import enqueue_on_commit

log = structlog.get_logger(__name__)
RETRY_DELAYS = (
    timedelta(seconds=20),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
CLAIM_TIMEOUT = timedelta(minutes=2)


def queue_mail(
    to: str | None, subject: str, text: str, html: str = "", headers: dict[str, str] | None = None
) -> None:
    """Queue an email to one address; to None, one that costs the same work and is sent to no one."""
    _queue(settings.DEFAULT_FROM_EMAIL, [to] if to else [], subject, text, html, headers)


class OutboxBackend(BaseEmailBackend):
    """Django's email backend of the portal: every email becomes a row, allauth's too."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store one row per message, wake the worker, and return their number."""
        for message in email_messages:
            parts = getattr(message, "alternatives", [])
            html = next((body for body, mimetype in parts if mimetype == "text/html"), "")
            _queue(message.from_email, message.recipients(), str(message.subject), str(message.body), html)
        return len(email_messages)


def _queue(
    sender: str,
    recipients: list[str],
    subject: str,
    text: str,
    html: str,
    headers: dict[str, str] | None = None,
) -> None:
    OutgoingMail.objects.create(
        sender=sender, recipients=recipients, subject=subject, text=text, html=html, headers=headers or {}
    )
    enqueue_on_commit("accounts.tasks.send_pending_mail")


def send_pending(limit: int = 100) -> int:
    """Hand pending emails to the transport, oldest first, and return how many were sent.

    Each is claimed by postponing its next attempt, so that two workers do not send it twice; one that a
    worker left behind is sent by a later run.
    """
    sent = 0
    pending = OutgoingMail.objects.filter(sent_at=None, retry_at__lte=clock.now()).order_by(
        "created_at", "id"
    )
    for mail in pending[:limit]:
        claimed = pending.filter(pk=mail.pk, attempts=mail.attempts).update(
            attempts=F("attempts") + 1, retry_at=clock.now() + CLAIM_TIMEOUT
        )
        if claimed:
            mail.refresh_from_db()
            sent += _send(mail)
    return sent


def _send(mail: OutgoingMail) -> bool:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.sender,
        mail.recipients,
        headers=mail.headers,
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()  # which sends nothing when there is no recipient
    # smtplib's errors are OSErrors too; a ValueError means an email that no server accepts, which must not
    # block those after it.
    except (OSError, ValueError) as error:
        mail.error = type(error).__name__
        mail.retry_at = clock.now() + RETRY_DELAYS[min(mail.attempts, len(RETRY_DELAYS)) - 1]
        mail.save(update_fields=["error", "retry_at"])
        log.warning("mail_not_sent", mail=mail.pk, attempts=mail.attempts, error=type(error).__name__)
        return False
    mail.sent_at, mail.error = clock.now(), ""
    mail.save(update_fields=["sent_at", "error"])
    return True
