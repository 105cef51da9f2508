"""Slots: the times at which a pair is restored each week, by default Sunday 03:00 UTC."""

from datetime import datetime, timedelta

from organizations.models import StagingPair

WEEK = timedelta(days=7)


def latest_slot(pair: StagingPair, now: datetime) -> datetime:
    """Return the last slot up to and including `now`, in UTC as `now` must be."""
    days_back = (now.weekday() - pair.weekday) % 7
    slot = (now - timedelta(days=days_back)).replace(hour=pair.hour, minute=0, second=0, microsecond=0)
    return slot if slot <= now else slot - WEEK


def next_slot(pair: StagingPair, now: datetime) -> datetime:
    """Return the first slot after `now`."""
    return latest_slot(pair, now) + WEEK


def skipped_slot(pair: StagingPair, now: datetime) -> datetime | None:
    """Return the next slot if someone chose to skip it, else None."""
    slot = next_slot(pair, now)
    return slot if pair.schedule_enabled and slot == pair.skip_slot else None


def next_run(pair: StagingPair, now: datetime) -> datetime | None:
    """Return the first slot after `now` that is not skipped; None while the schedule is off."""
    if not pair.schedule_enabled:
        return None
    slot = next_slot(pair, now)
    return slot + WEEK if slot == pair.skip_slot else slot


def due_slot(pair: StagingPair, now: datetime) -> datetime | None:
    """Return the slot that the pair must have a run for by `now`; None if it was linked after that slot."""
    slot = latest_slot(pair, now)
    return slot if pair.linked_at <= slot else None
