"""The mail outbox. A mail is a row first, so that it goes out exactly when its transaction holds."""

from datetime import timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F

from accounts.models import OutgoingMail
from lib import clock
from lib.background import enqueue_on_commit

log = structlog.get_logger(__name__)
PAUSES = (
    timedelta(seconds=20),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
)
IN_FLIGHT = timedelta(minutes=2)


def post(to: str | None, subject: str, text: str, html: str = "") -> None:
    """Promises a mail to one address; to None, a mail that costs the same work and goes nowhere."""
    _promise(settings.DEFAULT_FROM_EMAIL, [to] if to else [], subject, text, html)


class OutboxBackend(BaseEmailBackend):
    """Django's mail backend of the portal: whatever is sent becomes a row, allauth's mails too."""

    def send_messages(self, messages) -> int:
        """Writes one row a message and wakes the worker; returns how many."""
        for message in messages:
            parts = getattr(message, "alternatives", [])
            html = next((body for body, kind in parts if kind == "text/html"), "")
            _promise(message.from_email, message.recipients(), message.subject, message.body, html)
        return len(messages)


def _promise(sender: str, recipients: list[str], subject: str, text: str, html: str) -> None:
    OutgoingMail.objects.create(sender=sender, recipients=recipients, subject=subject, text=text, html=html)
    enqueue_on_commit("accounts.tasks.send_pending_mail")


def send_waiting(limit: int = 100) -> int:
    """Hands waiting mails to the transport, oldest first; returns how many went.

    Each is claimed by moving its next try ahead, so that two workers do not send it twice; a worker
    that dies in between leaves it for the next sweep.
    """
    sent = 0
    waiting = OutgoingMail.objects.filter(sent=None, next_try__lte=clock.now()).order_by("created", "id")
    for mail in waiting[:limit]:
        claimed = waiting.filter(pk=mail.pk, tries=mail.tries).update(
            tries=F("tries") + 1, next_try=clock.now() + IN_FLIGHT
        )
        if claimed:
            mail.refresh_from_db()
            sent += _hand_over(mail)
    return sent


def _hand_over(mail: OutgoingMail) -> bool:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.sender,
        mail.recipients,
        connection=get_connection(settings.MAIL_TRANSPORT),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()  # which sends nothing when there is no recipient
    # smtplib's errors are OSErrors too; a ValueError is of a mail that no server could take, and would keep
    # those behind it waiting.
    except (OSError, ValueError) as error:
        mail.error = type(error).__name__
        mail.next_try = clock.now() + PAUSES[min(mail.tries, len(PAUSES)) - 1]
        mail.save(update_fields=["error", "next_try"])
        log.warning("mail_not_sent", mail=mail.pk, tries=mail.tries, error=type(error).__name__)
        return False
    mail.sent, mail.error = clock.now(), ""
    mail.save(update_fields=["sent", "error"])
    return True
