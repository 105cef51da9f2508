"""Background tasks of organizations."""

from celery import shared_task

from organizations import deletion
from organizations.production_requests import completion


@shared_task
def purge_deleted() -> int:
    """Purge organizations that were deleted more than seven days ago."""
    return deletion.purge_expired()


@shared_task(expires=60)
def resume_production_requests() -> int:
    """Create what approved requests ask for and a killed process left; return how many were resumed."""
    return completion.resume_interrupted()
