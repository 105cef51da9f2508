"""The schedule of restores: starts what is due, and holds what nobody with the rights allowed.

However many pairs are due at once, it takes a constant number of statements.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from lib import clock
from organizations.models import StagingPair
from organizations.restores.mail import tell_held
from organizations.restores.models import Restore
from organizations.restores.permission import held_pairs
from organizations.restores.queue import queue_waiting
from organizations.restores.slots import WEEK, due_slot

State, Trigger = Restore.State, Restore.Trigger


def start_due() -> list[Restore]:
    """Starts a run for every pair whose slot has come and has none; asking again does nothing more.

    A pair that is being restored at this moment gets its slot's run once that one has ended. One whose
    restores nobody allowed is held for this slot, and its people are told once.
    """
    due = _due(clock.now())
    if not due:
        return []
    held = held_pairs(pair for pair, _slot in due)
    _hold([(pair, slot) for pair, slot in due if pair.pk in held])
    started = _start([(pair, slot) for pair, slot in due if pair.pk not in held])
    queue_waiting()
    return started


def _due(now: datetime) -> list[tuple[StagingPair, datetime]]:
    """The pairs whose slot has come, with that slot, and neither a run for it nor one under way."""
    pairs = StagingPair.objects.filter(
        schedule_enabled=True, production__deleted_at=None, staging__deleted_at=None
    ).select_related("production", "staging__owner")
    slots = [(pair, due_slot(pair, now)) for pair in pairs]
    due = [(pair, slot) for pair, slot in slots if slot and slot != pair.last_skipped_slot]
    if not due:
        return []
    recent = Q(slot__gt=now - WEEK) | Q(state__in=Restore.ACTIVE)
    busy, done = set(), set()
    for pair_id, slot, state in Restore.objects.filter(recent).values_list("pair_id", "slot", "state"):
        done.add((pair_id, slot))
        if state in Restore.ACTIVE:
            busy.add(pair_id)
    return [(pair, slot) for pair, slot in due if pair.pk not in busy and (pair.pk, slot) not in done]


def _start(due: list[tuple[StagingPair, datetime]]) -> list[Restore]:
    if not due:
        return []
    try:
        return _started(due)
    except IntegrityError:
        # Somebody started one of them meanwhile: each by itself.
        return [restore for one in due for restore in _started_alone(one)]


def _started_alone(one: tuple[StagingPair, datetime]) -> list[Restore]:
    try:
        return _started([one])
    except IntegrityError:
        return []


@transaction.atomic
def _started(due: list[tuple[StagingPair, datetime]]) -> list[Restore]:
    rows = [
        Restore(pair=pair, slot=slot, state=State.WAITING, trigger=Trigger.SCHEDULE) for pair, slot in due
    ]
    Restore.objects.bulk_create(rows)
    audit_log.record_all(
        audit_log.entry(
            Event.RESTORE_STARTED,
            target=restore,
            organization=restore.pair.staging_id,
            trigger=Trigger.SCHEDULE,
        )
        for restore in rows
    )
    StagingPair.objects.filter(
        pk__in=[pair.pk for pair, _slot in due], last_skipped_slot__isnull=False
    ).update(last_skipped_slot=None)
    return rows


@transaction.atomic
def _hold(due: list[tuple[StagingPair, datetime]]) -> None:
    """Lets these slots pass; of a pair that was not on hold before, its people are told."""
    slots = {pair.pk: slot for pair, slot in due}
    if not slots:
        return
    locked = StagingPair.objects.filter(pk__in=slots).select_for_update(of=("self",))
    pairs = [
        pair
        for pair in locked.select_related("production__owner", "staging__owner")
        if pair.last_skipped_slot != slots[pair.pk]
    ]
    for pair in pairs:
        if pair.last_skipped_slot is None:
            tell_held(pair)
        pair.last_skipped_slot = slots[pair.pk]
    StagingPair.objects.bulk_update(pairs, ["last_skipped_slot"])
    audit_log.record_all(
        audit_log.entry(
            Event.RESTORE_HELD,
            target=pair.staging,
            organization=pair.staging_id,
            slot=pair.last_skipped_slot.isoformat(),
        )
        for pair in pairs
    )
