"""The restore schedule in the Portal API: read by everyone in the pair, saved by those who may restore."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from organizations.models import StagingPair

SUNDAY = datetime(2026, 11, 29, 3, tzinfo=UTC)
PATH = "/organizations/acme_Staging/restoreschedule"


@pytest.fixture(autouse=True)
def _saturday():
    with time_machine.travel(SUNDAY - timedelta(days=1), tick=False):
        yield


@pytest.mark.parametrize("who", ["olive", "adam", "tess", "victor"])
def test_everyone_in_the_pair_reads_the_schedule(send, who):
    expected = {
        "Enabled": True,
        "Weekday": "Sunday",
        "Hour": 3,
        "NextRun": "2026-11-29T03:00:00Z",
        "SkippedRun": None,
        "OnHold": False,
    }
    assert send(who, "GET", PATH).json() == expected
    assert send(who, "GET", "/organizations/acme/restoreschedule").json() == expected


def test_members_that_are_not_sent_stay(send):
    saved = send("adam", "PUT", PATH, {"Hour": 22}).json()
    assert (saved["Weekday"], saved["Hour"], saved["NextRun"]) == ("Sunday", 22, "2026-11-29T22:00:00Z")
    saved = send("adam", "PUT", PATH, {"weekday": "Monday", "enabled": False}).json()
    assert (saved["Weekday"], saved["Hour"], saved["Enabled"], saved["NextRun"]) == (
        "Monday",
        22,
        False,
        None,
    )


def test_the_next_restore_is_skipped_and_no_longer_skipped(send):
    skipped = send("adam", "PUT", PATH, {"SkipNext": True}).json()
    assert (skipped["SkippedRun"], skipped["NextRun"]) == ("2026-11-29T03:00:00Z", "2026-12-06T03:00:00Z")
    again = send("adam", "PUT", PATH, {"SkipNext": False}).json()
    assert (again["SkippedRun"], again["NextRun"]) == (None, "2026-11-29T03:00:00Z")


def test_nothing_is_saved_when_the_next_restore_cannot_be_skipped(send):
    response = send("adam", "PUT", PATH, {"Enabled": False, "Hour": 9, "SkipNext": True})
    assert response.status_code == 400
    stored = StagingPair.objects.get()
    assert (stored.hour, stored.schedule_enabled) == (3, True)


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("stan", 404)])
def test_others_do_not_save_the_schedule(send, who, status):
    assert send(who, "PUT", PATH, {"Hour": 9}).status_code == status
    assert StagingPair.objects.get().hour == 3


@pytest.mark.parametrize(
    "body", [{"Weekday": "Someday"}, {"Weekday": 6}, {"Hour": 24}, {"Hour": -1}, {"Enabled": "often"}, []]
)
def test_an_invalid_schedule_changes_nothing(send, body):
    assert send("adam", "PUT", PATH, body).status_code == 400
    stored = StagingPair.objects.get()
    assert (stored.weekday, stored.hour, stored.schedule_enabled) == (6, 3, True)


def test_a_schedule_that_changed_meanwhile_is_not_overwritten(send):
    etag = send("adam", "GET", PATH)["ETag"]
    assert send("olive", "PUT", PATH, {"Hour": 9}, **{"If-Match": etag}).status_code == 200
    assert send("adam", "PUT", PATH, {"Hour": 10}, **{"If-Match": etag}).status_code == 412
    assert StagingPair.objects.get().hour == 9
