"""Plans in the Portal API: comparisons that show what a restore would change, and become it."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores.models import Restore
from tests.cast import create_staging_pair

STAGING = "/organizations/acme_Staging"
PLANS, RESTORES = f"{STAGING}/plans", f"{STAGING}/restores"


def test_a_plan_is_requested_and_followed(send):
    response = send("adam", "POST", PLANS)
    row = Restore.objects.get()
    assert (response.status_code, response["Retry-After"]) == (202, "2")
    assert response["Location"] == f"/api/v1{PLANS}/{row.pk}"
    followed = send("victor", "GET", f"{PLANS}/{row.pk}")
    assert (followed.json()["State"], followed["Retry-After"]) == ("comparing", "2")
    assert followed.json()["Progress"]["Percent"] == 0
    assert send("adam", "GET", f"{RESTORES}/{row.pk}").status_code == 404


def test_a_plan_names_what_a_restore_would_change(send, plan):
    response = send("olive", "GET", f"{PLANS}/{plan.pk}")
    assert "Retry-After" not in response
    found = response.json()
    assert (found["State"], found["Complete"], found["Outdated"]) == ("planned", True, False)
    assert (found["Created"], found["Changed"], found["Deleted"]) == (7, 2, 2)
    products = {change["Change"]: change for change in found["Changes"] if change["Resource"] == "Products"}
    assert (products["create"]["Count"], len(products["create"]["Records"])) == (7, 7)
    assert products["change"]["Records"] == [{"Record": "P1", "Name": "Hammer", "Fields": ["Price", "xp"]}]
    limited = send("victor", "GET", f"{PLANS}/{plan.pk}").json()["Changes"]
    webhooks = next(change for change in limited if change["Resource"] == "Webhooks")
    assert (webhooks["Count"], webhooks["Records"]) == (1, [])


def test_a_plan_becomes_the_restore_with_its_id(send, plan):
    response = send("adam", "POST", RESTORES, {"planid": plan.pk})
    assert (response.status_code, response.json()["Id"]) == (202, plan.pk)
    assert send("adam", "GET", f"{RESTORES}/{plan.pk}").json()["State"] == "waiting"
    assert send("adam", "GET", f"{PLANS}/{plan.pk}").status_code == 404
    assert Restore.objects.count() == 1


def test_an_outdated_plan_is_not_started(send, cast, plan):
    later = clock.now() + timedelta(minutes=1)
    Restore.objects.create(
        pair=cast.pair, state="finished", trigger="manual", started_at=later, ended_at=later
    )
    assert send("adam", "GET", f"{PLANS}/{plan.pk}").json()["Outdated"] is True
    response = send("adam", "POST", RESTORES, {"PlanId": plan.pk})
    assert (response.status_code, response.json()["error"]) == (409, "RestorePlan.Outdated")


def test_a_comparison_without_result_is_not_started(send, cast):
    comparing = Restore.objects.create(pair=cast.pair, state="comparing", trigger="manual")
    failed = Restore.objects.create(pair=cast.pair, state="failed", trigger="manual", error="Unreachable.")
    for row in (comparing, failed):
        response = send("adam", "POST", RESTORES, {"PlanId": row.pk})
        assert (response.status_code, response.json()["error"]) == (409, "RestorePlan.NotPlanned")
    found = send("adam", "GET", f"{PLANS}/{failed.pk}").json()
    assert (found["State"], found["Error"], found["Complete"]) == ("failed", "Unreachable.", False)


def test_a_plan_of_another_pair_is_not_found(send, cast, plan):
    other = create_staging_pair(cast.olive, "other")
    Restore.objects.filter(pk=plan.pk).update(pair=other)
    assert send("olive", "GET", f"{PLANS}/{plan.pk}").status_code == 404
    assert send("olive", "POST", RESTORES, {"PlanId": plan.pk}).status_code == 404


@pytest.mark.parametrize("plan_id", ["x", 0, -1, 1.5, 2**63, [1], {"Id": 1}])
def test_a_plan_id_that_is_no_id_is_refused(send, plan_id):
    assert send("olive", "POST", RESTORES, {"PlanId": plan_id}).status_code == 400
    assert not Restore.objects.exists()
