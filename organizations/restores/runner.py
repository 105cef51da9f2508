"""Execution of a run from its lease to its report, by one process at a time."""

import time

import structlog
from django.conf import settings
from django.db import DatabaseError

from environments.grants import CannotGrant
from environments.ordercloud.errors import OrderCloudError
from environments.ordercloud.limiter import Limiter
from environments.restore import engine
from environments.restore.journal import LeaseLost
from environments.restore.options import RestoreOptions
from environments.restore.reading.integrations import IntegrationsUnreadable
from environments.restore.report import Result
from environments.restore.resources.manifest import READ_ROLES, WRITE_ROLES
from lib import disk_space
from organizations.connections.clients import client_for, grantable_roles, token_grant_for
from organizations.connections.shared_redis import shared_redis
from organizations.models import Connection, Organization, StagingPair
from organizations.restores import outcome
from organizations.restores.journal import DatabaseJournal
from organizations.restores.lease import Lease, claim
from organizations.restores.models import Restore, WebhookDelivery
from organizations.restores.permission import can_run
from organizations.restores.webhook import delivery as restore_webhook

log = structlog.get_logger(__name__)
FOLLOW_INTERVAL = 1.0
PERMISSION_REVOKED = "The permission to restore this organization was revoked."
INTERNAL_ERROR = "Something went wrong on our side. See the portal log."


class DiskFull(Exception):
    """The disk is full. Stored progress remains, and the next holder continues from it."""


def run_if_unclaimed(restore_id: int) -> bool:
    """Run the restore to its end unless another process holds it; return whether it ran."""
    lease = claim(restore_id)
    if lease is None:
        return False
    try:
        run(lease)
    except DiskFull:
        # When the lease has run out, the periodic task has another worker continue.
        log.error("restore_disk_full", restore=restore_id)
        return False
    return True


def run_or_follow(restore_id: int, lease: Lease | None) -> Restore:
    """Run the restore with `lease`, or wait for the process that holds it; return it once it has ended.

    If the holder was a process of this machine and is dead, this process takes over immediately; otherwise
    once the lease has run out.

    Raises:
        DiskFull: The disk is full.
    """
    while True:
        if lease:
            run(lease)
        restore = Restore.objects.select_related("pair").get(pk=restore_id)
        if not restore.is_unfinished:
            return restore
        lease = claim(restore_id, reclaim_dead=True)
        if lease is None:
            time.sleep(FOLLOW_INTERVAL)


def run(lease: Lease) -> None:
    """Run the restore and store its result. If it is interrupted, the next holder continues.

    Raises:
        DiskFull: The disk is full.
    """
    restore = Restore.objects.select_related(
        "pair__production__connection",
        "pair__staging__connection",
        "pair__staging__owner",
        "requested_by",
        "cancelled_by",
    ).get(pk=lease.restore_id)
    delivery = None
    with lease:
        try:
            with lease.fenced():
                outcome.mark_started(restore)
            delivery = _run_to_end(restore, lease)
        except LeaseLost as error:
            log.warning("restore_lease_lost", restore=restore.pk, reason=str(error))
        except DatabaseError as error:
            if disk_space.is_full(error):
                raise DiskFull from error
            # Progress cannot be stored now. When the lease has run out, the next holder continues from it.
            log.exception("restore_database_unavailable", restore=restore.pk)
    if delivery:
        restore_webhook.deliver(delivery.pk)


def _run_to_end(restore: Restore, lease: Lease) -> WebhookDelivery | None:
    """Run the engine and store its result; return the webhook delivery to make, or None."""
    if not can_run(restore):
        outcome.mark_failed(restore, lease, PERMISSION_REVOKED)
        return None
    try:
        result = _call_engine(restore, lease)
    except (LeaseLost, DatabaseError):
        raise
    except (OrderCloudError, CannotGrant, IntegrationsUnreadable) as error:
        log.warning("restore_ordercloud_unavailable", restore=restore.pk, error=str(error))
        outcome.schedule_retry(restore, lease, str(error))
        return None
    except Exception as error:
        if disk_space.is_full(error):
            raise DiskFull from error
        log.exception("restore_internal_error", restore=restore.pk)
        outcome.mark_failed(restore, lease, INTERNAL_ERROR)
        return None
    if restore.state == Restore.State.COMPARING:
        outcome.store_plan(restore, lease, result)
        return None
    return outcome.store_result(restore, lease, result)


def _call_engine(restore: Restore, lease: Lease) -> Result:
    pair = restore.pair
    read_roles = grantable_roles(pair.production, READ_ROLES)
    production = client_for(pair.production, read_roles, limiter=_limiter(pair.production))
    staging = client_for(pair.staging, WRITE_ROLES, platform=True, limiter=_limiter(pair.staging))
    journal, options = DatabaseJournal(lease), _options(pair)
    if restore.state == Restore.State.COMPARING:
        return engine.plan(production, staging, options, journal=journal)
    return engine.restore(production, staging, journal, options)


def _options(pair: StagingPair) -> RestoreOptions:
    connection = pair.staging.connection
    marketplace_ids = (pair.production.marketplace_id, pair.staging.marketplace_id)
    return RestoreOptions.from_capabilities(
        token_grant_for(pair.staging).capabilities,
        connection_client_id=connection.client_id if connection.type == Connection.Type.API_CLIENT else "",
        marketplace_ids=marketplace_ids if marketplace_ids[0] != marketplace_ids[1] else None,
        concurrency=settings.RESTORE_CONCURRENCY,
        copies_secrets=pair.copy_secrets,
    )


def _limiter(organization: Organization) -> Limiter:
    """Return the rate limiter that all processes share for one organization."""
    return Limiter(f"{organization.core_api_url}:{organization.pk}", shared_redis())
