"""What beat starts is there to be started, at the hours that were promised."""

from datetime import UTC, datetime

from django.conf import settings

from portal.celery import app

SCHEDULE = settings.CELERY_BEAT_SCHEDULE


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_restores_start_on_sunday_at_three_in_utc():
    entry = next(e for e in SCHEDULE.values() if e["task"] == "organizations.tasks.start_due_restores")
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert saturday + entry["schedule"].remaining_delta(saturday)[1] == datetime(2026, 11, 29, 3, tzinfo=UTC)
    assert settings.CELERY_TIMEZONE == "UTC"


def test_what_waits_is_looked_at_more_than_twice_a_minute():
    waits = [entry["schedule"].total_seconds() for name, entry in SCHEDULE.items() if "waits" in name]
    assert len(waits) == 2
    assert max(waits) <= 25


def test_deleted_organizations_are_purged_by_the_hour():
    assert any(entry["task"] == "organizations.tasks.purge_deleted" for entry in SCHEDULE.values())


def test_every_kind_of_row_that_waits_is_swept_within_a_minute_of_a_lost_message():
    swept = {"sweep_restores", "send_waiting_mail", "make_waiting_data_files"}
    intervals = {entry["task"].rpartition(".")[2]: entry["schedule"] for entry in SCHEDULE.values()}
    assert all(intervals[task].total_seconds() <= 25 for task in swept)
