"""The tasks that beat starts exist, and run at the documented times."""

from datetime import UTC, datetime

from django.conf import settings

from organizations.connections import checks
from portal.celery import app

SCHEDULE = settings.CELERY_BEAT_SCHEDULE


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)


def test_restores_start_on_sunday_at_three_in_utc():
    entry = SCHEDULE["start-scheduled-restores"]
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert saturday + entry["schedule"].remaining_delta(saturday)[1] == datetime(2026, 11, 29, 3, tzinfo=UTC)
    assert settings.CELERY_TIMEZONE == "UTC"


def test_deleted_organizations_are_purged_hourly():
    assert any(entry["task"] == "organizations.tasks.purge_deleted" for entry in SCHEDULE.values())


def test_tasks_with_lost_messages_are_found_within_30_seconds():
    recovered = {"recover_restores", "send_pending_mail", "build_pending_data_exports"}
    intervals = {entry["task"].rpartition(".")[2]: entry["schedule"] for entry in SCHEDULE.values()}
    assert all(intervals[task].total_seconds() <= 25 for task in recovered)


def test_connections_are_tested_as_often_as_the_share_of_a_run_supposes():
    assert SCHEDULE["test-connections"]["schedule"] == checks.RUN_INTERVAL
