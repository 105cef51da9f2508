"""Slots: the moments of the week at which a pair is restored, Sunday 03:00 UTC unless the pair says
otherwise.
"""

from datetime import datetime, timedelta

from organizations.models import StagingPair

WEEK = timedelta(days=7)


def latest_slot(pair: StagingPair, now: datetime) -> datetime:
    """The last slot that has come, `now` included; an aware datetime in UTC, as `now` must be."""
    days_back = (now.weekday() - pair.weekday) % 7
    slot = (now - timedelta(days=days_back)).replace(hour=pair.hour, minute=0, second=0, microsecond=0)
    return slot if slot <= now else slot - WEEK


def next_slot(pair: StagingPair, now: datetime) -> datetime:
    """The first slot after `now`."""
    return latest_slot(pair, now) + WEEK


def due_slot(pair: StagingPair, now: datetime) -> datetime | None:
    """The slot that the pair should have a run for by `now`; None when it was tied after it."""
    slot = latest_slot(pair, now)
    return slot if pair.linked_at <= slot else None
