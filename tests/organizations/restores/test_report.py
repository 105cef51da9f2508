"""The report of a run, and outdated plans."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores import report
from organizations.restores.models import Restore

PAGE = "/organizations/acme_Staging/restores/"


def test_a_report_groups_created_changed_and_deleted_records(cast, plan, read):
    Restore.objects.filter(pk=plan.pk).update(
        state="finished", started_at=clock.now(), ended_at=clock.now(), equal=True
    )
    page = read(cast.olive, f"{plan.pk}/")
    for text in ("7 created", "1 changed", "2 deleted", '<h3 class="restore-group">Created</h3>'):
        assert text in page


@pytest.mark.parametrize("ended", [None, timedelta(minutes=1)])
def test_a_plan_is_outdated_once_another_restore_has_run(cast, plan, read, client, ended):
    assert "outdated" not in read(cast.adam, f"{plan.pk}/")
    now = clock.now()
    Restore.objects.create(
        pair=cast.pair,
        state="finished" if ended else "running",
        trigger="schedule",
        started_at=now - timedelta(minutes=5),
        ended_at=ended and now + ended,
    )
    page = read(cast.adam, f"{plan.pk}/")
    assert "This plan is outdated." in page
    assert "Restore Staging…" not in page
    assert "Compare again" in page
    response = client.post(f"{PAGE}start/", {"plan": plan.pk})
    assert response["Location"] == f"{PAGE}{plan.pk}/"
    plan.refresh_from_db()
    assert plan.state == "planned"


def test_a_restore_before_the_plan_does_not_make_it_outdated(cast, plan):
    before = plan.compared_at - timedelta(minutes=1)
    Restore.objects.create(
        pair=cast.pair, state="finished", trigger="schedule", started_at=before, ended_at=before
    )
    assert not report.is_outdated(plan)
