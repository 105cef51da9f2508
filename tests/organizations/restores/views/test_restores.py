"""Pages of restores: who sees what, and one URL for all states of a run."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lib import clock
from organizations.models import StagingPair
from organizations.restores.models import Restore, RestoreFinding, RestoreLogEntry, RestoreStep
from tests.cast import create_staging_pair
from tests.login import signed_in
from tests.organizations.restores.content import RESOURCE_COUNTS


@pytest.fixture
def visit(client):
    """A function that returns a page of Staging as a user sees it."""

    def get(user, name: str, *arguments, **options) -> str:
        signed_in(client, user)
        response = client.get(reverse(f"restores:{name}", args=["acme_Staging", *arguments]), **options)
        assert response.status_code == 200
        return response.content.decode()

    return get


@pytest.fixture
def ended(cast):
    """A run that ended with drift in a webhook and a product that OrderCloud rejected."""
    now = clock.now()
    restore = Restore.objects.create(
        pair=cast.pair,
        state="incomplete",
        trigger="schedule",
        started_at=now - timedelta(seconds=60),
        ended_at=now,
        equal=False,
        writes=4,
        deletes=1,
        failed=1,
        resource_counts=[
            {"resource": "Products", **RESOURCE_COUNTS, "failed": 1},
            {"resource": "Catalogs", **RESOURCE_COUNTS, "create": 0, "change": 0, "delete": 0},
        ],
    )
    finding = {"restore": restore, "record_path": "mailer"}
    RestoreFinding.objects.create(type="drift", resource="Webhooks", reason="production-address", **finding)
    finding = {"restore": restore, "record_path": "P-1"}
    RestoreFinding.objects.create(
        type="failed", resource="Products", reason="refused", ordercloud_message="Name is taken.", **finding
    )
    return restore


def post(user, name: str, *arguments, **data):
    client = signed_in(Client(), user)
    return client.post(reverse(f"restores:{name}", args=["acme_Staging", *arguments]), data)


@pytest.mark.parametrize("who", ["olive", "adam", "tess", "victor"])
def test_every_contributor_reads_restores(cast, visit, ended, who):
    assert "Incomplete" in visit(cast.users[who], "list")
    assert "Restored with 1 failure; 1 record needs attention" in visit(cast.users[who], "run", ended.pk)


@pytest.mark.parametrize("who", ["ida", "stan", "oscar"])
def test_other_users_find_no_restores(cast, client, ended, who):
    signed_in(client, cast.users[who])
    for name, arguments in (("list", []), ("run", [ended.pk]), ("json", [ended.pk])):
        assert client.get(reverse(f"restores:{name}", args=["acme_Staging", *arguments])).status_code == 404


@pytest.mark.parametrize("page", ["", "json/"])
def test_a_run_of_another_pair_is_not_found_under_this_organization(cast, client, ended, page):
    create_staging_pair(cast.olive, "shop")
    signed_in(client, cast.olive)
    assert client.get(f"/organizations/shop_Staging/restores/{ended.pk}/{page}").status_code == 404
    assert client.get(f"/organizations/acme_Staging/restores/{ended.pk}/{page}").status_code == 200


def test_a_run_of_another_pair_is_not_stopped_under_this_organization(cast, client):
    create_staging_pair(cast.olive, "shop")
    waiting = Restore.objects.create(pair=cast.pair, state="waiting", trigger="manual")
    signed_in(client, cast.olive)
    assert client.post(f"/organizations/shop_Staging/restores/{waiting.pk}/stop/").status_code == 404
    waiting.refresh_from_db()
    assert waiting.state == "waiting"


def test_the_plan_of_another_pair_is_not_started_under_this_organization(cast, client):
    create_staging_pair(cast.olive, "shop")
    plan = Restore.objects.create(pair=cast.pair, state="planned", trigger="manual", compared_at=clock.now())
    signed_in(client, cast.olive)
    address = "/organizations/shop_Staging/restores/start/"
    assert client.get(address, {"plan": plan.pk}).status_code == 404
    assert client.post(address, {"plan": plan.pk}).status_code == 404
    plan.refresh_from_db()
    assert plan.state == "planned"
    assert Restore.objects.count() == 1


@pytest.mark.parametrize("pk", ["²", "٣", "-1", "9" * 5000, "x"])
def test_an_invalid_plan_id_is_not_found(cast, client, pk):
    signed_in(client, cast.olive)
    assert client.post("/organizations/acme_Staging/restores/start/", {"plan": pk}).status_code == 404


def test_a_sandbox_organization_has_no_restores(cast, client):
    signed_in(client, cast.olive)
    assert client.get("/organizations/acme_Sandbox/restores/").status_code == 404


@pytest.mark.parametrize("who", ["tess", "victor"])
def test_a_viewer_has_no_button_and_is_rejected(cast, visit, who):
    assert "Restore Staging…" not in visit(cast.users[who], "list")
    assert post(cast.users[who], "start").status_code == 403
    assert post(cast.users[who], "plan").status_code == 403
    assert not Restore.objects.exists()


def test_an_admin_starts_a_restore_and_is_redirected_to_it(cast):
    response = post(cast.adam, "start")
    restore = Restore.objects.get()
    assert response["Location"] == reverse("restores:run", args=["acme_Staging", restore.pk])
    assert (restore.state, restore.requested_by) == ("waiting", cast.adam)


def test_a_double_click_starts_one_run(cast):
    assert post(cast.adam, "start")["Location"] == post(cast.olive, "start")["Location"]


def test_a_preview_is_started_and_redirected_to(cast):
    response = post(cast.adam, "plan")
    assert response["Location"] == reverse("restores:run", args=["acme_Staging", Restore.objects.get().pk])


def test_the_plan_becomes_the_run_at_its_own_address(cast, visit):
    plan = Restore.objects.create(
        pair=cast.pair,
        state="planned",
        trigger="manual",
        compared_at=clock.now(),
        resource_counts=[{"resource": "Products", **RESOURCE_COUNTS}],
    )
    page = visit(cast.adam, "run", plan.pk)
    assert "What a restore will change" in page
    assert "1 record that exists only in Staging will be deleted" in page
    assert "Not restored: orders, passwords" in page
    assert post(cast.adam, "start", plan=plan.pk)["Location"].endswith(f"/restores/{plan.pk}/")
    assert "Restoring Staging from Production" in visit(cast.adam, "run", plan.pk)


def test_the_newest_plan_is_found_without_its_id(cast, client):
    signed_in(client, cast.victor)
    assert client.get("/organizations/acme_Staging/restores/plan/")["Location"].endswith("/restores/")
    plan = Restore.objects.create(pair=cast.pair, state="planned", trigger="manual")
    assert client.get("/organizations/acme_Staging/restores/plan/")["Location"].endswith(f"/{plan.pk}/")


def test_a_running_restore_shows_its_progress(cast, visit):
    restore = Restore.objects.create(
        pair=cast.pair, state="running", trigger="manual", started_at=clock.now()
    )
    RestoreStep.objects.create(
        restore=restore, resource="Products", phase="compare", planned=2, done=2, finished=True
    )
    RestoreStep.objects.create(
        restore=restore,
        resource="PriceSchedules",
        phase="write",
        planned=40,
        done=9,
        done_by_previous_holders=1,
    )
    RestoreLogEntry.objects.create(restore=restore, text="Products: 9 deleted")
    page = visit(cast.victor, "run", restore.pk)
    assert "10 of 41" in page
    assert "<title>24% restored" in page
    assert "Price schedules" in page
    assert "Products: 9 deleted" in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_htmx_gets_the_region_while_a_run_is_active_and_the_page_at_its_end(cast, client, ended):
    running = Restore.objects.create(
        pair=cast.pair, state="running", trigger="manual", started_at=clock.now()
    )
    signed_in(client, cast.victor)
    region = client.get(f"/organizations/acme_Staging/restores/{running.pk}/", headers={"HX-Request": "true"})
    assert b"restore-progress" in region.content
    assert b"<!doctype" not in region.content
    finished = client.get(f"/organizations/acme_Staging/restores/{ended.pk}/", headers={"HX-Request": "true"})
    assert finished["HX-Refresh"] == "true"


def test_an_admin_stops_a_run(cast):
    restore = Restore.objects.create(pair=cast.pair, state="waiting", trigger="manual")
    assert post(cast.victor, "stop", restore.pk).status_code == 403
    assert post(cast.adam, "stop", restore.pk).status_code == 302
    restore.refresh_from_db()
    assert (restore.state, restore.cancelled_by) == ("cancelled", cast.adam)


def test_a_stopped_run_shows_who_stopped_it(cast, visit):
    restore = Restore.objects.create(
        pair=cast.pair,
        state="cancelled",
        trigger="manual",
        started_at=clock.now(),
        ended_at=clock.now(),
        cancelled_by=cast.adam,
    )
    assert "Adam stopped the restore." in visit(cast.victor, "run", restore.pk)


def test_a_failed_run_shows_its_reason_to_owner_and_admins(cast, visit):
    restore = Restore.objects.create(
        pair=cast.pair,
        state="failed",
        trigger="manual",
        ended_at=clock.now(),
        error="GET /buyers: cannot connect to oc",
    )
    assert "GET /buyers: cannot connect to oc" in visit(cast.adam, "run", restore.pk)
    assert "/buyers" not in visit(cast.victor, "run", restore.pk)
    assert "/buyers" not in visit(cast.victor, "json", restore.pk)


def test_the_report_shows_readable_records_and_counts_of_others(cast, visit, ended):
    owner_page, victor_page = (visit(user, "run", ended.pk) for user in (cast.olive, cast.victor))
    assert "mailer" in owner_page
    assert "mailer" not in victor_page
    assert "1 in resources that you don't have access to in both organizations." in " ".join(
        victor_page.split()
    )
    assert "Name is taken." in victor_page
    assert "Not restored: orders, passwords" in victor_page


def test_unchanged_resources_are_shown_with_all(cast, visit, ended):
    assert "Catalogs" not in visit(cast.olive, "run", ended.pk)
    assert "Catalogs" in visit(cast.olive, "run", ended.pk, data={"show": "all"})


def test_the_report_can_be_downloaded_as_json(cast, client, ended):
    signed_in(client, cast.victor)
    response = client.get(reverse("restores:json", args=["acme_Staging", ended.pk]))
    report = json.loads(response.content)
    assert (report["run"], report["state"], report["failed"], report["not_shown"]) == (
        ended.pk,
        "incomplete",
        1,
        1,
    )
    assert [finding["record"] for finding in report["findings"]] == ["P-1"]
    assert report["not_copied"]


def test_an_unlinked_staging_shows_that_it_is_not_restored(cast, visit):
    StagingPair.objects.all().delete()
    assert "isn't linked to a Production organization" in visit(cast.olive, "list")


def test_production_shows_the_restores_of_its_staging(cast, client, ended):
    signed_in(client, cast.victor)
    assert b"Incomplete" in client.get("/organizations/acme/restores/").content
    assert client.get(f"/organizations/acme/restores/{ended.pk}/").status_code == 200


def test_the_organization_page_shows_the_last_and_the_next_restore(cast, client, ended):
    signed_in(client, cast.victor)
    page = client.get("/organizations/acme_Staging/").content.decode()
    assert "1 needs attention" in page
    assert "Changes made in Staging before then will be lost." in page
