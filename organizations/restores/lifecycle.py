"""Plans and restores that users request, and their cancellation; `schedule` starts the others.

A request creates a row immediately. A worker runs it, or the process itself (`plan_here`, `restore_here`),
which holds the lease from the start so that no worker claims the run.
"""

from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from lib import clock
from organizations.access import require
from organizations.models import StagingPair
from organizations.permissions import Can
from organizations.restores.lease import Lease, claim
from organizations.restores.models import Restore, RestoreLogEntry
from organizations.restores.permission import require_allowed, require_restore
from organizations.restores.queue import enqueue, message_expires_at
from organizations.restores.webhook import announcements

State, Trigger = Restore.State, Restore.Trigger


def request_plan(pair: StagingPair, *, by: User) -> Restore:
    """Enqueue a comparison that shows what a restore would change.

    Raises:
        PermissionDenied: The user may not restore the pair.
    """
    require_restore(by, pair)
    with transaction.atomic():
        plan = _create(pair, State.COMPARING, by, Trigger.MANUAL)
        enqueue(plan)
    return plan


def plan_here(pair: StagingPair) -> tuple[Restore, Lease | None]:
    """Create a comparison for the owner of Staging, and its lease for this process to run it.

    Raises:
        ValidationError: Restores of the pair are on hold.
    """
    require_allowed(pair)
    with transaction.atomic():
        plan = _create(pair, State.COMPARING, None, Trigger.COMMAND)
        lease = claim(plan.pk)
    return plan, lease


def request_restore(pair: StagingPair, *, by: User, plan: Restore | None = None) -> tuple[Restore, bool]:
    """Enqueue a restore unless one is active; return the active run and whether it is new.

    The row of a `plan` becomes the run, so that its URL leads from the plan to the report.

    Raises:
        PermissionDenied: The user may not restore the pair.
    """
    require_restore(by, pair)
    with transaction.atomic():
        restore, new = _get_or_create(pair, by=by, trigger=Trigger.MANUAL, plan=plan)
        if new:
            enqueue(restore)
    return restore, new


def restore_here(pair: StagingPair) -> tuple[Restore, Lease | None]:
    """Return the active run for the owner of Staging, created if none, and its lease for this process.

    The lease is None if another process that is alive holds the run.

    Raises:
        ValidationError: Restores of the pair are on hold.
    """
    require_allowed(pair)
    with transaction.atomic():
        restore, _new = _get_or_create(pair, by=None, trigger=Trigger.COMMAND)
        lease = claim(restore.pk, reclaim_dead=True)
    return restore, lease


def cancel(restore: Restore, *, by: User) -> None:
    """Request that the run stops. Its holder stops within seconds; changes so far are kept.

    A run without a holder is cancelled immediately. A run that has ended does not change.

    Raises:
        PermissionDenied: The user is neither the owner nor an admin of Staging.
    """
    require(by, Can.RESTORE, restore.pair.staging)
    with transaction.atomic():
        run = (
            Restore.objects.exclude(state=State.COMPARING)
            .unfinished()
            .filter(pk=restore.pk, cancel_requested_at=None)
        )
        if not run.update(cancel_requested_at=clock.now(), cancelled_by=by):
            return
        audit_log.record(
            Event.RESTORE_CANCEL_REQUESTED, by=by, target=restore, organization=restore.pair.staging_id
        )
        RestoreLogEntry.objects.create(restore=restore, text=f"{by} requested a stop")
        unheld = Restore.objects.unfinished().filter(pk=restore.pk, lease_holder="")
        restore.ended_at = clock.now()
        if unheld.update(state=State.CANCELLED, ended_at=restore.ended_at):
            restore.state = State.CANCELLED
            audit_log.record(
                Event.RESTORE_ENDED,
                target=restore,
                organization=restore.pair.staging_id,
                result=State.CANCELLED,
            )
            announcements.announce(restore)


def _get_or_create(
    pair: StagingPair, *, by: User | None, trigger: Restore.Trigger, plan: Restore | None = None
) -> tuple[Restore, bool]:
    """Return a new run and True, or the existing one and False; constraints decide between two requests."""
    try:
        with transaction.atomic():
            if plan and not _promote_plan(plan, by):
                return plan, False
            restore = plan or _create(pair, State.WAITING, by, trigger)
            audit_log.record(
                Event.RESTORE_STARTED, by=by, target=restore, organization=pair.staging_id, trigger=trigger
            )
            return restore, True
    except IntegrityError:
        active = pair.restores.active().first()
        # If there is none, the conflicting run has ended since.
        return (active, False) if active else _get_or_create(pair, by=by, trigger=trigger, plan=plan)


def _promote_plan(plan: Restore, by: User | None) -> bool:
    """Make the row of the plan a waiting run; return False if it already became one."""
    promoted = Restore.objects.filter(pk=plan.pk, state=State.PLANNED).update(
        state=State.WAITING, requested_by=by, message_expires_at=message_expires_at(), takeovers=0
    )
    if promoted:
        plan.steps.all().delete()
    plan.refresh_from_db()
    return bool(promoted)


def _create(pair: StagingPair, state: Restore.State, by: User | None, trigger: Restore.Trigger) -> Restore:
    return Restore.objects.create(
        pair=pair, state=state, requested_by=by, trigger=trigger, message_expires_at=message_expires_at()
    )
