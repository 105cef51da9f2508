"""Background tasks of contributors."""

import structlog
from celery import shared_task

from contributors import token_revocation
from contributors.invitations import expiry
from environments.ordercloud.errors import Unreachable

log = structlog.get_logger(__name__)


@shared_task(autoretry_for=(Unreachable,), retry_backoff=True, max_retries=5)
def revoke_tokens(organization_id: str, user_ids: list[int]) -> int:
    """End the tokens of an organization that people got who lost a right, and return their number."""
    return token_revocation.revoke_of(organization_id, user_ids)


@shared_task(expires=60)
def revoke_pending_tokens() -> int:
    """End tokens whose task was lost with a worker or the broker; delete expired rows."""
    token_revocation.purge_expired()
    try:
        return token_revocation.revoke_pending()
    except Unreachable as error:
        log.warning("tokens_not_revoked", error=str(error))
        return 0


@shared_task(expires=3600)
def remind_of_invitations() -> int:
    """Remind people of invitations that expire soon, and delete those that expired long ago."""
    expiry.purge_expired()
    return expiry.remind()
