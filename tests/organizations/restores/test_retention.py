"""Plans and captured secrets are deleted after a week; runs and their reports are kept."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores import tasks
from organizations.restores.models import Restore, RestoreCapture


@pytest.mark.parametrize(("days", "remaining"), [(6, 1), (8, 0)])
def test_an_unused_plan_is_deleted_after_a_week(cast, days, remaining):
    created = clock.now() - timedelta(days=days)
    Restore.objects.create(pair=cast.pair, state="planned", trigger="manual", created_at=created)
    tasks.purge_old_restores()
    assert Restore.objects.count() == remaining


@pytest.mark.parametrize(("days", "remaining"), [(6, 1), (8, 0)])
def test_captures_are_deleted_a_week_after_the_end_and_the_run_is_kept(cast, days, remaining):
    ended = clock.now() - timedelta(days=days)
    restore = Restore.objects.create(pair=cast.pair, state="finished", trigger="schedule", ended_at=ended)
    RestoreCapture.objects.create(restore=restore, content="{}")
    tasks.purge_old_restores()
    assert (RestoreCapture.objects.count(), Restore.objects.count()) == (remaining, 1)


def test_captures_of_an_unfinished_run_are_kept(cast):
    long_ago = clock.now() - timedelta(days=90)
    restore = Restore.objects.create(pair=cast.pair, state="running", trigger="schedule", created_at=long_ago)
    RestoreCapture.objects.create(restore=restore, content="{}", saved_at=long_ago)
    tasks.purge_old_restores()
    assert RestoreCapture.objects.exists()
