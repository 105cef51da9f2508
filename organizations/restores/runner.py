"""Carrying a run from its lease to its report. One process does it; the rows say what it has come to."""

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
from organizations.connections.clients import client_for, shared_redis, token_grant_for
from organizations.models import Connection, Organization, StagingPair
from organizations.restores import outcome
from organizations.restores.journal import RowJournal
from organizations.restores.lease import Lease, claim
from organizations.restores.models import Restore
from organizations.restores.permission import may_run
from organizations.restores.webhook import delivery as restore_webhook

log = structlog.get_logger(__name__)
LOOK_AGAIN = 1.0
NOT_ALLOWED = "The permission to restore this organization was withdrawn."
OUR_FAULT = "That went wrong on our side. The log of the portal says more."


class DiskFull(Exception):
    """There is no room for the rows or files of a run; what is written stays, and the next holder goes on."""


def carry_on(restore_id: int) -> bool:
    """Carries the run to its end if nobody else does; whether it did."""
    lease = claim(restore_id)
    if lease is None:
        return False
    try:
        carry(lease)
    except DiskFull:
        # When the lease has run out, the sweep has another worker go on.
        log.error("restore_disk_full", restore=restore_id)
        return False
    return True


def see_through(restore_id: int, lease: Lease | None) -> Restore:
    """Returns the run once it has ended: carries it with `lease`, or follows whoever does.

    A process of this machine that dies is followed at once, any other when its lease has run out. Raises
    `DiskFull`.
    """
    while True:
        if lease:
            carry(lease)
        restore = Restore.objects.select_related("pair").get(pk=restore_id)
        if not restore.is_unfinished:
            return restore
        lease = claim(restore_id, from_the_dead=True)
        if lease is None:
            time.sleep(LOOK_AGAIN)


def carry(lease: Lease) -> None:
    """Does the work of the run and writes how it ended; what stops it short of that is left to the next
    holder. Raises `DiskFull`.
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
                outcome.begin(restore)
            delivery = _carry(restore, lease)
        except LeaseLost as error:
            log.warning("restore_lease_lost", restore=restore.pk, reason=str(error))
        except DatabaseError as error:
            if disk_space.is_full(error):
                raise DiskFull from error
            # The rows cannot be written now; when the lease has run out, somebody goes on from them.
            log.exception("restore_rows_out_of_reach", restore=restore.pk)
    if delivery:
        restore_webhook.deliver(delivery.pk)


def _carry(restore: Restore, lease: Lease) -> None:
    """The engine's work and the end of it; the delivery that was promised, or None."""
    if not may_run(restore):
        return outcome.fail(restore, lease, NOT_ALLOWED)
    try:
        result = _work(restore, lease)
    except (LeaseLost, DatabaseError):
        raise
    except (OrderCloudError, CannotGrant, IntegrationsUnreadable) as error:
        log.warning("restore_stumbled", restore=restore.pk, error=str(error))
        return outcome.stumble(restore, lease, str(error))
    except Exception as error:
        if disk_space.is_full(error):
            raise DiskFull from error
        log.exception("restore_broke", restore=restore.pk)
        return outcome.fail(restore, lease, OUR_FAULT)
    if restore.state == Restore.State.COMPARING:
        return outcome.plan(restore, lease, result)
    return outcome.finish(restore, lease, result)


def _work(restore: Restore, lease: Lease) -> Result:
    pair = restore.pair
    production = client_for(pair.production, READ_ROLES, limiter=_limiter(pair.production))
    staging = client_for(pair.staging, WRITE_ROLES, platform=True, limiter=_limiter(pair.staging))
    journal, terms = RowJournal(lease), _terms(pair)
    if restore.state == Restore.State.COMPARING:
        return engine.plan(production, staging, terms, journal=journal)
    return engine.restore(production, staging, journal, terms)


def _terms(pair: StagingPair) -> RestoreOptions:
    connection = pair.staging.connection
    inside = (pair.production.marketplace_id, pair.staging.marketplace_id)
    return RestoreOptions.from_capabilities(
        token_grant_for(pair.staging).capabilities,
        own_api_client_id=connection.client_id if connection.type == Connection.Type.API_CLIENT else "",
        owner_ids=inside if inside[0] != inside[1] else None,
        concurrency=settings.RESTORE_CONCURRENCY,
        copies_secrets=pair.copy_secrets,
    )


def _limiter(organization: Organization) -> Limiter:
    """The pace that all processes share for one organization at its address."""
    return Limiter(f"{organization.core_api_url}:{organization.pk}", shared_redis())
