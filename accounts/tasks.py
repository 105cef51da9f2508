"""What the worker does for people."""

from celery import shared_task

from accounts import cleanup
from accounts.mail import outbox
from accounts.profile import data_export

# Seconds after which a message of the beat is worth nothing: the next one has been sent by then.
SWEEP_EXPIRES = 60


@shared_task(expires=SWEEP_EXPIRES)
def send_pending_mail() -> int:
    """Sends the mails that wait."""
    return outbox.send_pending()


@shared_task
def build_data_export(pk: int) -> None:
    """Makes the file that somebody asked for."""
    data_export.build(pk)


@shared_task(expires=SWEEP_EXPIRES)
def build_pending_data_exports() -> int:
    """Makes the files whose message got lost with a worker or the broker; returns how many."""
    pending = data_export.pending()
    for pk in pending:
        data_export.build(pk)
    return len(pending)


@shared_task
def clean_up() -> dict[str, int]:
    """Makes files that a killed worker left, and removes what is past its time; returns how many of each."""
    return cleanup.clean_up()
