"""Slots: Sunday 03:00 UTC or the time of the pair, and none from before the pair was linked."""

from datetime import UTC, datetime, timedelta

import pytest

from organizations.models import StagingPair
from organizations.restores.slots import due_slot, latest_slot, next_run, next_slot, skipped_slot

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)


def pair(**fields) -> StagingPair:
    return StagingPair(**{"linked_at": datetime(2026, 1, 1, tzinfo=UTC), **fields})


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (SUNDAY, SUNDAY),
        (SUNDAY.replace(hour=2, minute=59, second=59), SUNDAY.replace(day=15)),
        (SUNDAY.replace(day=25, hour=14), SUNDAY),
        (SUNDAY.replace(day=29, hour=2), SUNDAY),
        (SUNDAY.replace(day=29, hour=3, microsecond=1), SUNDAY.replace(day=29)),
    ],
)
def test_the_latest_slot_is_the_last_sunday_at_three(now, slot):
    assert latest_slot(pair(), now) == slot


def test_a_pair_may_have_another_day_and_hour():
    wednesday = datetime(2026, 11, 18, 22, tzinfo=UTC)
    assert latest_slot(pair(weekday=2, hour=22), SUNDAY) == wednesday


def test_the_next_slot_is_in_the_future():
    assert next_slot(pair(), SUNDAY) == SUNDAY.replace(day=29)


def test_a_pair_linked_after_the_slot_does_not_run_it():
    assert due_slot(pair(linked_at=SUNDAY.replace(minute=1)), SUNDAY.replace(hour=4)) is None


def test_a_pair_linked_at_the_time_of_the_slot_runs_it():
    assert due_slot(pair(linked_at=SUNDAY), SUNDAY) == SUNDAY
    assert due_slot(pair(linked_at=SUNDAY + timedelta(microseconds=1)), SUNDAY + timedelta(hours=1)) is None


def test_a_pair_linked_before_the_slot_runs_it_however_late():
    assert due_slot(pair(linked_at=SUNDAY.replace(hour=2)), SUNDAY.replace(day=28)) == SUNDAY


@pytest.mark.parametrize(
    ("fields", "run", "skipped"),
    [
        ({}, SUNDAY.replace(day=29), None),
        ({"skip_slot": SUNDAY}, SUNDAY.replace(day=29), None),
        ({"skip_slot": SUNDAY.replace(day=29)}, SUNDAY + timedelta(days=14), SUNDAY.replace(day=29)),
        ({"skip_slot": SUNDAY.replace(day=29), "schedule_enabled": False}, None, None),
        ({"skip_slot": SUNDAY.replace(day=29), "hour": 4}, SUNDAY.replace(hour=4), None),
    ],
)
def test_the_next_run_leaves_out_a_skipped_slot(fields, run, skipped):
    assert (next_run(pair(**fields), SUNDAY), skipped_slot(pair(**fields), SUNDAY)) == (run, skipped)
