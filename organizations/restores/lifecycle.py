"""Restores as people ask for them: compare, start, cancel. What the schedule does is in restore_schedule.

Whoever asks gets a row at once. A worker carries it out, or the process that asked (`start_here`,
`compare_here`), which holds it from the first moment so that no worker gets between.
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
from organizations.restores.permission import require_covered, require_restore
from organizations.restores.queue import message_expiry, send

State, Trigger = Restore.State, Restore.Trigger


def compare(pair: StagingPair, *, by: User | None) -> Restore:
    """Asks a worker what a restore would change; nothing is written. Raises `PermissionDenied`."""
    require_restore(by, pair)
    with transaction.atomic():
        plan = _new(pair, State.COMPARING, by, Trigger.MANUAL)
        send(plan)
    return plan


def compare_here(pair: StagingPair) -> tuple[Restore, Lease]:
    """The same for the process that asks, which carries it out itself, for the owner of Staging.

    Raises `ValidationError` when restores of the pair are on hold.
    """
    require_covered(pair)
    with transaction.atomic():
        plan = _new(pair, State.COMPARING, None, Trigger.COMMAND)
        lease = claim(plan.pk)
    return plan, lease


def start(pair: StagingPair, *, by: User | None, plan: Restore | None = None) -> tuple[Restore, bool]:
    """The run that is under way for the pair, and whether it is new; a worker carries it out.

    With `plan` that very row becomes the run, so that its address leads from the plan to the report. Raises
    `PermissionDenied`.
    """
    require_restore(by, pair)
    with transaction.atomic():
        restore, new = _open(pair, by=by, trigger=Trigger.MANUAL, plan=plan)
        if new:
            send(restore)
    return restore, new


def start_here(pair: StagingPair) -> tuple[Restore, Lease | None]:
    """The run that is under way for the pair, and its lease for the calling process to carry it out.

    The lease is None when another process holds it and lives: then there is only to follow. It acts for the
    owner of Staging. Raises `ValidationError` when restores of the pair are on hold.
    """
    require_covered(pair)
    with transaction.atomic():
        restore, _new = _open(pair, by=None, trigger=Trigger.COMMAND)
        lease = claim(restore.pk, from_the_dead=True)
    return restore, lease


def cancel(restore: Restore, *, by: User | None) -> None:
    """Asks the run to stop; whoever carries it does so within seconds, and what is written stays written.

    A run that nobody carries is cancelled at once. Raises `PermissionDenied`; a run that has ended stays as
    it is.
    """
    require(by, Can.RESTORE, restore.pair.staging)
    with transaction.atomic():
        asked = (
            Restore.objects.exclude(state=State.COMPARING)
            .unfinished()
            .filter(pk=restore.pk, cancel_requested_at=None)
        )
        if not asked.update(cancel_requested_at=clock.now(), cancelled_by=by):
            return
        audit_log.record(
            Event.RESTORE_CANCEL_REQUESTED, by=by, target=restore, organization=restore.pair.staging_id
        )
        RestoreLogEntry.objects.create(restore=restore, text=f"{by} asked it to stop")
        unheld = Restore.objects.unfinished().filter(pk=restore.pk, lease_holder="")
        if unheld.update(state=State.CANCELLED, ended_at=clock.now()):
            audit_log.record(
                Event.RESTORE_ENDED,
                target=restore,
                organization=restore.pair.staging_id,
                result=State.CANCELLED,
            )


def _open(
    pair: StagingPair, *, by: User | None, trigger: Restore.Trigger, plan: Restore | None = None
) -> tuple[Restore, bool]:
    """A new run and True, or the one that is there and False; the constraints decide when two ask at once."""
    try:
        with transaction.atomic():
            restore = _turned(plan, by) if plan else _new(pair, State.WAITING, by, trigger)
            if restore is None:
                return plan, False
            audit_log.record(
                Event.RESTORE_STARTED, by=by, target=restore, organization=pair.staging_id, trigger=trigger
            )
            return restore, True
    except IntegrityError:
        there = pair.restores.active().first()
        # None: the one in the way has ended since.
        return (there, False) if there else _open(pair, by=by, trigger=trigger, plan=plan)


def _turned(plan: Restore, by: User | None) -> Restore | None:
    """The plan's row as a run that waits; None when it has become one before."""
    turned = Restore.objects.filter(pk=plan.pk, state=State.PLANNED).update(
        state=State.WAITING, requested_by=by, message_expires_at=message_expiry(), takeovers=0
    )
    if turned:
        plan.steps.all().delete()
    plan.refresh_from_db()
    return plan if turned else None


def _new(pair: StagingPair, state: Restore.State, by: User | None, trigger: Restore.Trigger) -> Restore:
    return Restore.objects.create(
        pair=pair, state=state, requested_by=by, trigger=trigger, message_expires_at=message_expiry()
    )
