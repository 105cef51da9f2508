"""Celery tasks of restores. Each can be repeated or lost, because the database says what is left to do."""

from celery import shared_task

from organizations.restores import queue, retention, runner, schedule
from organizations.restores.webhook import delivery

# In seconds. A periodic task that waited this long has been overtaken by its next run.
EXPIRES_AFTER = 60


@shared_task(expires=EXPIRES_AFTER)
def start_scheduled_restores() -> int:
    """Start the run of every pair whose slot has come; return how many."""
    return len(schedule.start_scheduled())


@shared_task(expires=EXPIRES_AFTER)
def recover_restores() -> int:
    """Start due runs; enqueue unclaimed runs and due webhook deliveries, and return how many."""
    schedule.start_scheduled()
    return queue.requeue_unclaimed() + delivery.requeue_due()


@shared_task
def run_restore(restore_id: int) -> bool:
    """Run this restore to its end unless another process does."""
    return runner.run_if_unclaimed(restore_id)


@shared_task
def deliver_webhook(delivery_id: int) -> bool:
    """Make one attempt of this delivery unless another process does."""
    return delivery.deliver(delivery_id)


@shared_task
def purge_old_restores() -> int:
    """Delete plans and captures that are no longer needed."""
    return retention.purge_old()
