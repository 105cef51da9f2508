"""Background tasks of accounts."""

from celery import shared_task

from accounts import cleanup
from accounts.mail import outbox
from accounts.notices import digest
from accounts.personal_tokens import reminders
from accounts.profile import data_export

# Seconds after which a scheduled task is dropped, since the next one has been queued.
PERIODIC_TASK_EXPIRES = 60


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def send_pending_mail() -> int:
    """Send pending emails."""
    return outbox.send_pending()


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def send_notices() -> int:
    """Send the notices that waited long enough, one email for each user; return the number of emails."""
    return digest.send_due()


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def remind_of_expiring_tokens() -> int:
    """Email users whose personal access tokens expire soon; return the number of emails."""
    return reminders.send_due()


@shared_task
def build_data_export(pk: int) -> None:
    """Build a requested data export."""
    data_export.build(pk)


@shared_task(expires=PERIODIC_TASK_EXPIRES)
def build_pending_data_exports() -> int:
    """Build exports whose task was lost with a worker or the broker; return their number."""
    pending = data_export.pending()
    for pk in pending:
        data_export.build(pk)
    return len(pending)


@shared_task
def clean_up() -> dict[str, int]:
    """Build exports that a killed worker left, and delete expired rows; return the numbers."""
    return cleanup.clean_up()
