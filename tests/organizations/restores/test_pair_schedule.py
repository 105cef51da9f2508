"""Who changes the schedule of a pair, and what the audit log says about it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.audit.events import Event
from accounts.models import AuditEntry
from accounts.operators import Operator
from organizations.models import StagingPair
from organizations.restores import pair_schedule
from tests.cast import EDITORS, create_access, create_user

SUNDAY = datetime(2026, 11, 29, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _saturday():
    with time_machine.travel(SUNDAY - timedelta(days=1), tick=False):
        yield


@pytest.fixture
def staging_admin(cast):
    """An admin of Staging who knows nothing of Production."""
    sam = create_user("sam")
    create_access(cast.pair.staging, EDITORS, user=sam, is_admin=True)
    return sam


def events() -> list[str]:
    return list(AuditEntry.objects.order_by("pk").values_list("event", flat=True))


@pytest.mark.parametrize("who", ["olive", "adam"])
def test_owner_and_admins_set_the_time_and_it_is_audited_in_words(cast, who):
    assert pair_schedule.update(cast.pair, weekday=5, hour=22, by=cast.users[who])
    pair = StagingPair.objects.get()
    entry = AuditEntry.objects.get(event=Event.RESTORE_SCHEDULE_UPDATED)
    assert (pair.weekday, pair.hour) == (5, 22)
    assert (entry.details["before"], entry.details["after"]) == ("Sunday 03:00 UTC", "Saturday 22:00 UTC")
    assert (entry.actor, entry.organization) == (cast.users[who], "acme_Staging")


@pytest.mark.parametrize("who", ["tess", "victor", "ida", "stan", "oscar"])
def test_others_change_nothing_about_the_schedule(cast, who):
    user = cast.users[who]
    changes = [
        lambda: pair_schedule.update(cast.pair, hour=4, by=user),
        lambda: pair_schedule.update(cast.pair, schedule_enabled=False, by=user),
        lambda: pair_schedule.skip(cast.pair, SUNDAY, by=user),
        lambda: pair_schedule.unskip(cast.pair, by=user),
    ]
    for change in changes:
        with pytest.raises(PermissionDenied):
            change()
    assert not AuditEntry.objects.exists()


def test_who_may_not_start_a_restore_may_not_choose_when_it_runs(cast, staging_admin):
    with pytest.raises(PermissionDenied):
        pair_schedule.update(cast.pair, hour=4, by=staging_admin)
    assert pair_schedule.update(cast.pair, schedule_enabled=False, by=staging_admin)
    with pytest.raises(PermissionDenied):
        pair_schedule.update(cast.pair, schedule_enabled=True, by=staging_admin)
    pair = StagingPair.objects.get()
    assert (pair.hour, pair.schedule_enabled) == (3, False)


def test_who_may_not_start_a_restore_may_skip_the_next_one(cast, staging_admin):
    pair_schedule.skip(cast.pair, SUNDAY, by=staging_admin)
    pair_schedule.unskip(cast.pair, by=staging_admin)
    assert events() == [Event.RESTORE_SKIPPED, Event.RESTORE_UNSKIPPED]


def test_an_operator_changes_it_without_access(cast):
    assert pair_schedule.update(cast.pair, hour=4, by=Operator(cast.oscar, "Ticket 7"))
    assert AuditEntry.objects.get().details["reason"] == "Ticket 7"


def test_the_same_schedule_is_no_change(cast):
    assert not pair_schedule.update(cast.pair, weekday=6, hour=3, schedule_enabled=True, by=cast.olive)
    assert not AuditEntry.objects.exists()


def test_skipping_twice_skips_one_restore_and_is_recorded_once(cast):
    pair_schedule.skip(cast.pair, SUNDAY, by=cast.adam)
    pair_schedule.skip(StagingPair.objects.get(), SUNDAY, by=cast.adam)
    assert StagingPair.objects.get().skip_slot == SUNDAY
    pair_schedule.unskip(cast.pair, by=cast.adam)
    pair_schedule.unskip(cast.pair, by=cast.adam)
    assert StagingPair.objects.get().skip_slot is None
    assert events() == [Event.RESTORE_SKIPPED, Event.RESTORE_UNSKIPPED]


@pytest.mark.parametrize("slot", [None, SUNDAY - timedelta(days=7), SUNDAY + timedelta(days=7)])
def test_only_the_next_restore_can_be_skipped(cast, slot):
    with pytest.raises(ValidationError, match="Nothing was skipped"):
        pair_schedule.skip(cast.pair, slot, by=cast.adam)
    assert events() == []


def test_a_schedule_that_is_off_skips_nothing(cast):
    StagingPair.objects.update(schedule_enabled=False)
    with pytest.raises(ValidationError, match="Nothing was skipped"):
        pair_schedule.skip(cast.pair, SUNDAY, by=cast.adam)


def test_a_restore_that_was_skipped_in_the_past_cannot_be_brought_back(cast):
    StagingPair.objects.update(skip_slot=SUNDAY - timedelta(days=7))
    pair_schedule.unskip(cast.pair, by=cast.adam)
    assert events() == []
