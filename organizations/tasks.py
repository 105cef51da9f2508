"""Background tasks of organizations."""

from celery import shared_task

from environments.ordercloud.errors import Unreachable
from organizations import deletion
from organizations.connections import checks
from organizations.deletion import tokens
from organizations.production_requests import completion


@shared_task
def purge_deleted() -> int:
    """Purge organizations that were deleted more than seven days ago."""
    return deletion.purge_expired()


@shared_task(autoretry_for=(Unreachable,), retry_backoff=True, max_retries=5)
def revoke_tokens(organization_id: str) -> bool:
    """End the tokens of a deleted organization, and return whether there was anything to do."""
    return tokens.revoke(organization_id)


@shared_task(expires=60)
def resume_production_requests() -> int:
    """Create what approved requests ask for and a killed process left; return how many were resumed."""
    return completion.resume_interrupted()


@shared_task(expires=60)
def test_due_connections() -> int:
    """Enqueue a test of each connection whose time has come, and return their number."""
    return checks.enqueue_due()


@shared_task
def test_connection(connection_id: int) -> bool:
    """Test one connection, and return whether it works."""
    return checks.test(connection_id)
