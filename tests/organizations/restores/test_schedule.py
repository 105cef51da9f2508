"""Scheduled restores: once per slot, on hold without permission, in a constant number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from organizations import deletion
from organizations.models import Organization, StagingPair
from organizations.restores import lifecycle, pair_schedule, permission, schedule
from organizations.restores.models import Restore
from tests.cast import EDITORS, create_access, create_staging_pair, create_user

SUNDAY = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture
def linked_pair(cast):
    """The pair, linked before the Sunday of these tests."""
    StagingPair.objects.update(linked_at=SUNDAY - timedelta(days=3))
    cast.pair.refresh_from_db()
    return cast.pair


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


def test_the_schedule_starts_a_slot_once(linked_pair):
    with at(SUNDAY):
        assert [restore.slot for restore in schedule.start_scheduled()] == [SUNDAY]
        assert schedule.start_scheduled() == []
        Restore.objects.update(state="finished")
        assert schedule.start_scheduled() == []
    with at(SUNDAY + timedelta(days=6, hours=23)):
        assert schedule.start_scheduled() == []
    with at(SUNDAY + timedelta(days=7)):
        assert len(schedule.start_scheduled()) == 1


def test_nothing_starts_before_the_slot(linked_pair):
    with at(SUNDAY - timedelta(seconds=1)):
        StagingPair.objects.update(linked_at=SUNDAY - timedelta(days=3))
        assert schedule.start_scheduled() == []


def test_a_pair_linked_after_the_slot_waits_for_the_next(linked_pair):
    StagingPair.objects.update(linked_at=SUNDAY + timedelta(hours=1))
    with at(SUNDAY + timedelta(days=1)):
        assert schedule.start_scheduled() == []


def test_every_pair_gets_its_own_run_at_its_own_hour(cast, linked_pair):
    other = create_staging_pair(cast.olive, "shop")
    StagingPair.objects.filter(pk=other.pk).update(linked_at=SUNDAY - timedelta(days=9), weekday=5, hour=1)
    with at(SUNDAY):
        slots = {restore.pair_id: restore.slot for restore in schedule.start_scheduled()}
    assert slots == {linked_pair.pk: SUNDAY, other.pk: datetime(2026, 11, 21, 1, tzinfo=UTC)}


def test_a_skipped_slot_does_not_run_and_the_next_one_does(cast, linked_pair):
    with at(SUNDAY - timedelta(hours=1)):
        pair_schedule.skip(linked_pair, SUNDAY, by=cast.adam)
    for minutes in (0, 1, 60, 60 * 24 * 6):
        with at(SUNDAY + timedelta(minutes=minutes)):
            assert schedule.start_scheduled() == []
    with at(SUNDAY + timedelta(days=7)):
        assert [restore.slot for restore in schedule.start_scheduled()] == [SUNDAY + timedelta(days=7)]


def test_a_slot_that_is_no_longer_skipped_runs(cast, linked_pair):
    with at(SUNDAY - timedelta(hours=1)):
        pair_schedule.skip(linked_pair, SUNDAY, by=cast.adam)
        pair_schedule.unskip(linked_pair, by=cast.olive)
    with at(SUNDAY):
        assert len(schedule.start_scheduled()) == 1


def test_a_slot_waits_for_an_active_restore(cast, linked_pair):
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    with at(SUNDAY):
        assert schedule.start_scheduled() == []
        Restore.objects.filter(pk=restore.pk).update(state="finished")
        assert len(schedule.start_scheduled()) == 1


def test_a_disabled_or_deleted_pair_is_not_restored(cast, linked_pair):
    StagingPair.objects.update(schedule_enabled=False)
    with at(SUNDAY):
        assert schedule.start_scheduled() == []
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    StagingPair.objects.update(schedule_enabled=True)
    with at(SUNDAY):
        assert schedule.start_scheduled() == []


@pytest.fixture
def staging_owner(cast, linked_pair):
    """The owner of Staging, who has no rights on Production."""
    sten = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=sten)
    return sten


def email_subjects() -> dict[str, str]:
    """Return the subjects of the emails by recipient; check that no one gets two."""
    emails = OutgoingMail.objects.all()
    subjects = {email.recipients[0]: email.subject for email in emails}
    assert len(subjects) == len(emails)
    return subjects


def test_a_pair_of_two_owners_is_on_hold_and_users_are_notified_once(cast, staging_owner):
    for week in range(3):
        with at(SUNDAY + timedelta(days=7 * week)):
            assert schedule.start_scheduled() == schedule.start_scheduled() == []
    assert not Restore.objects.exists()
    assert email_subjects() == {
        "olive@example.com": "Restores from acme need your permission",
        "adam@example.com": "Restores from acme need your permission",
        "sten@example.com": "Restores of acme_Staging are on hold",
    }
    assert AuditEntry.objects.filter(event=Event.RESTORE_HELD, organization="acme_Staging").count() == 3


def test_the_emails_name_the_organization_of_their_recipient(cast, staging_owner):
    cast.pair.staging.access_grants.all().delete()
    with at(SUNDAY):
        schedule.start_scheduled()
    texts = {email.recipients[0]: email.text for email in OutgoingMail.objects.all()}
    assert "acme_Staging" not in texts["olive@example.com"]
    assert "/organizations/acme/restores/settings/" in texts["olive@example.com"]
    assert "(acme)" not in texts["sten@example.com"]
    assert "/organizations/acme_Staging/restores/settings/" in texts["sten@example.com"]


def test_a_held_slot_is_skipped_and_the_next_runs_once_allowed(cast, staging_owner):
    with at(SUNDAY):
        schedule.start_scheduled()
    permission.grant(cast.pair, by=cast.olive)
    StagingPair.objects.update(linked_at=SUNDAY + timedelta(minutes=1))
    with at(SUNDAY + timedelta(days=7)):
        assert [restore.slot for restore in schedule.start_scheduled()] == [SUNDAY + timedelta(days=7)]
    cast.pair.refresh_from_db()
    assert cast.pair.last_skipped_slot is None


def test_users_are_notified_again_when_a_pair_is_on_hold_again(cast, staging_owner):
    with at(SUNDAY):
        schedule.start_scheduled()
    permission.grant(cast.pair, by=cast.olive)
    permission.revoke(cast.pair, by=cast.olive)
    OutgoingMail.objects.all().delete()
    with at(SUNDAY + timedelta(days=7)):
        assert schedule.start_scheduled() == []
    assert set(email_subjects()) == {"olive@example.com", "adam@example.com", "sten@example.com"}


def test_a_slot_runs_when_the_owner_of_staging_is_an_admin_of_production(cast, staging_owner):
    create_access(cast.pair.production, EDITORS, user=staging_owner, is_admin=True)
    with at(SUNDAY):
        assert len(schedule.start_scheduled()) == 1


def test_many_pairs_take_as_many_queries_as_one(cast, linked_pair, django_assert_num_queries):
    with at(SUNDAY), CaptureQueriesContext(connection) as of_one:
        assert len(schedule.start_scheduled()) == 1
    for number in range(12):
        create_staging_pair(cast.olive, f"shop{number}")
    StagingPair.objects.update(linked_at=SUNDAY - timedelta(days=3))
    Restore.objects.update(state="finished")
    with at(SUNDAY), django_assert_num_queries(len(of_one)):
        assert len(schedule.start_scheduled()) == 12
    with at(SUNDAY), django_assert_num_queries(2):
        assert schedule.start_scheduled() == []


def test_a_slot_started_by_another_process_is_not_started_again(cast, linked_pair, monkeypatch):
    create_staging_pair(cast.olive, "shop")
    StagingPair.objects.update(linked_at=SUNDAY - timedelta(days=3))
    with at(SUNDAY):
        due = schedule._due_slots(SUNDAY)
        Restore.objects.create(pair=linked_pair, slot=SUNDAY, state="finished", trigger="schedule")
        monkeypatch.setattr(schedule, "_due_slots", lambda now: due)
        assert [restore.pair.staging_id for restore in schedule.start_scheduled()] == ["shop_Staging"]
