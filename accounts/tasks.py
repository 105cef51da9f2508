"""What the worker does for people."""

from celery import shared_task

from accounts import outbox


@shared_task
def send_waiting_mail() -> int:
    """Sends the mails that wait."""
    return outbox.send_waiting()
