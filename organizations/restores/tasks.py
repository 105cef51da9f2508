"""What the worker does for restores. Every task can be repeated or lost: the rows say what there is to do."""

from celery import shared_task

from organizations.restores import queue, retention, runner, schedule
from organizations.restores.webhook import delivery

# A sweep that waited this long for a worker has been overtaken by the next one.
STALE = 60


@shared_task(expires=STALE)
def start_scheduled_restores() -> int:
    """Starts the run of every pair whose slot has come."""
    return len(schedule.start_due())


@shared_task(expires=STALE)
def recover_restores() -> int:
    """Starts what is due, and wakes what waits: runs that a dead process left, webhook calls to try again."""
    schedule.start_due()
    return queue.queue_waiting() + delivery.wake_waiting()


@shared_task
def run_restore(restore_id: int) -> bool:
    """Carries this run to its end, unless another process does."""
    return runner.carry_on(restore_id)


@shared_task
def deliver_webhook(number: int) -> bool:
    """Makes one try of this delivery, unless another process does."""
    return delivery.deliver(number)


@shared_task
def purge_old_restores() -> int:
    """Removes what restores need no more."""
    return retention.forget_old()
