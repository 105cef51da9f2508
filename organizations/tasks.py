"""What the worker does for organizations."""

from celery import shared_task

from organizations import deletion


@shared_task
def purge_deleted() -> int:
    """Removes for good what was deleted more than seven days ago."""
    return deletion.purge_expired()
