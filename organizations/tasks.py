"""What the worker does for organizations. Every task can be repeated or lost: the rows say what there is to
do.
"""

from celery import shared_task

from organizations import (
    deletion,
    restore_keeping,
    restore_queue,
    restore_run,
    restore_schedule,
    restore_webhook,
)

# A sweep that waited this long for a worker has been overtaken by the next one.
STALE = 60


@shared_task(expires=STALE)
def start_due_restores() -> int:
    """Starts the run of every pair whose slot has come."""
    return len(restore_schedule.start_due())


@shared_task(expires=STALE)
def sweep_restores() -> int:
    """Starts what is due, and wakes what waits: runs that a dead process left, webhook calls to try again."""
    restore_schedule.start_due()
    return restore_queue.queue_waiting() + restore_webhook.wake_waiting()


@shared_task
def run_restore(restore_id: int) -> bool:
    """Carries this run to its end, unless another process does."""
    return restore_run.carry_on(restore_id)


@shared_task
def deliver_webhook(number: int) -> bool:
    """Makes one try of this delivery, unless another process does."""
    return restore_webhook.deliver(number)


@shared_task
def purge_deleted() -> int:
    """Removes for good what was deleted more than seven days ago, and what restores need no more."""
    return deletion.purge_expired() + restore_keeping.forget_old()
