"""Scheduled restores: start those that are due, and hold those that are not allowed.

The number of queries is constant, however many pairs are due.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from lib import clock
from organizations.models import StagingPair
from organizations.restores.mail import send_on_hold
from organizations.restores.models import Restore
from organizations.restores.permission import pairs_on_hold
from organizations.restores.queue import requeue_unclaimed
from organizations.restores.slots import WEEK, due_slot
from organizations.restores.webhook import announcements

State, Trigger = Restore.State, Restore.Trigger


def start_scheduled() -> list[Restore]:
    """Start a run for every pair whose slot has come and that has none for it; return the runs.

    A pair with an active run gets the run of its slot once that one has ended. A pair whose restores are not
    allowed skips the slot; the owners and admins get one email when the hold begins.
    """
    due = _due_slots(clock.now())
    if not due:
        return []
    held = pairs_on_hold(pair for pair, _slot in due)
    _skip_slots([(pair, slot) for pair, slot in due if pair.pk in held])
    started = _start([(pair, slot) for pair, slot in due if pair.pk not in held])
    requeue_unclaimed()
    return started


def _due_slots(now: datetime) -> list[tuple[StagingPair, datetime]]:
    """Return the pairs with a due slot that have neither a run for it nor an active one."""
    pairs = StagingPair.objects.filter(
        schedule_enabled=True, production__deleted_at=None, staging__deleted_at=None
    ).select_related("production", "staging__owner")
    slots = [(pair, due_slot(pair, now)) for pair in pairs]
    due = [
        (pair, slot) for pair, slot in slots if slot and slot not in (pair.last_skipped_slot, pair.skip_slot)
    ]
    if not due:
        return []
    recent = Q(slot__gt=now - WEEK) | Q(state__in=Restore.ACTIVE)
    active, done = set(), set()
    for pair_id, slot, state in Restore.objects.filter(recent).values_list("pair_id", "slot", "state"):
        done.add((pair_id, slot))
        if state in Restore.ACTIVE:
            active.add(pair_id)
    return [(pair, slot) for pair, slot in due if pair.pk not in active and (pair.pk, slot) not in done]


def _start(due: list[tuple[StagingPair, datetime]]) -> list[Restore]:
    if not due:
        return []
    try:
        return _create_runs(due)
    except IntegrityError:
        # Another process started one of them. Create them one by one.
        return [restore for pair_and_slot in due for restore in _create_run(pair_and_slot)]


def _create_run(pair_and_slot: tuple[StagingPair, datetime]) -> list[Restore]:
    try:
        return _create_runs([pair_and_slot])
    except IntegrityError:
        return []


@transaction.atomic
def _create_runs(due: list[tuple[StagingPair, datetime]]) -> list[Restore]:
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
def _skip_slots(due: list[tuple[StagingPair, datetime]]) -> None:
    """Skip these slots; send an email for the pairs that were not on hold before."""
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
            send_on_hold(pair)
        pair.last_skipped_slot = slots[pair.pk]
    StagingPair.objects.bulk_update(pairs, ["last_skipped_slot"])
    audit_log.record_all(
        audit_log.entry(
            Event.RESTORE_HELD,
            target=pair.staging,
            organization=pair.staging_id,
            slot=slots[pair.pk].isoformat(),
        )
        for pair in pairs
    )
    announcements.announce_held((pair, slots[pair.pk]) for pair in pairs)
