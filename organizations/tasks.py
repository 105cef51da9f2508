"""Background tasks of organizations."""

from celery import shared_task

from organizations import deletion


@shared_task
def purge_deleted() -> int:
    """Purge organizations that were deleted more than seven days ago."""
    return deletion.purge_expired()
