"""Records and fields on the pages of plans and reports, for users who can read them; outdated plans."""

from datetime import timedelta

import pytest

from lib import clock
from organizations.restores import report
from organizations.restores.models import Restore, RestoreFinding, RestoreStep
from organizations.restores.progress import progress_of
from tests.login import signed_in
from tests.organizations.restores.views.test_restores import RESOURCE_COUNTS

PAGE = "/organizations/acme_Staging/restores/"


@pytest.fixture
def plan(cast):
    """A plan with seven products to create, one product and one webhook to change, two products to delete."""
    products = {**RESOURCE_COUNTS, "create": 7, "change": 1, "delete": 2}
    webhooks = {**RESOURCE_COUNTS, "create": 0, "change": 1, "delete": 0}
    plan = Restore.objects.create(
        pair=cast.pair,
        state="planned",
        trigger="manual",
        compared_at=clock.now(),
        resource_counts=[{"resource": "Products", **products}, {"resource": "Webhooks", **webhooks}],
    )

    def add(type_, resource, record_path, name, *fields):
        RestoreFinding.objects.create(
            restore=plan, type=type_, resource=resource, record_path=record_path, name=name, fields=fields
        )

    for number in range(7):
        add("created", "Products", f"new-{number}", f"Novelty {number}")
    add("changed", "Products", "P1", "Hammer", "Price", "xp")
    add("deleted", "Products", "left-1", "Leftover")
    add("deleted", "Products", "left-2", "Remnant")
    add("changed", "Webhooks", "mailer", "Mailing", "Url")
    return plan


@pytest.fixture
def read(client):
    """A function that returns the page that a user sees at an address."""

    def get(user, address: str) -> str:
        response = signed_in(client, user).get(PAGE + address)
        assert response.status_code == 200
        return response.content.decode()

    return get


def test_records_and_fields_are_shown_to_readers(cast, plan, read):
    page = read(cast.olive, f"{plan.pk}/")
    for text in (
        "To create",
        "new-0",
        "Novelty 0",
        "To change",
        "Price, xp",
        "mailer",
        "To delete",
        "Remnant",
    ):
        assert text in page


def test_a_user_without_the_role_sees_counts_of_a_resource(cast, plan, read):
    for address in (f"{plan.pk}/", f"{plan.pk}/?resource=Webhooks", f"{plan.pk}/json/"):
        page = read(cast.victor, address)
        assert "mailer" not in page
        assert "Mailing" not in page
    assert "You don’t have access to this resource in both organizations." in read(cast.victor, f"{plan.pk}/")
    assert "Hammer" in read(cast.victor, f"{plan.pk}/")


def test_the_records_of_one_resource_have_an_address(cast, plan, read):
    assert "new-6" not in read(cast.olive, f"{plan.pk}/")
    page = read(cast.olive, f"{plan.pk}/?resource=Products")
    assert "new-6" in page
    assert "mailer" not in page


def test_an_unknown_resource_is_ignored(cast, plan, read):
    assert "mailer" in read(cast.olive, f"{plan.pk}/?resource=<script>")


def test_a_report_splits_what_was_created_changed_and_deleted(cast, plan, read):
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


def test_the_start_page_lists_the_records_that_are_lost(cast, plan, read, client):
    page = read(cast.adam, f"start/?plan={plan.pk}")
    for text in ("acme_Staging", "left-1", "Leftover", "P1", "2 deleted"):
        assert text in page
    assert "new-0" not in page
    assert Restore.objects.get().state == "planned"
    response = client.post(f"{PAGE}start/", {"plan": plan.pk})
    assert response["Location"] == f"{PAGE}{plan.pk}/"
    assert Restore.objects.get().state == "waiting"


def test_a_restore_starts_from_the_start_page_only(cast, plan, read):
    start = f"{PAGE}start/"
    for address in ("", f"{plan.pk}/"):
        page = read(cast.adam, address)
        assert f'href="{start}' in page
        assert f'action="{start}' not in page
    assert f'action="{start}' in read(cast.adam, "start/")


def test_without_a_plan_the_start_page_describes_the_losses_and_offers_a_preview(cast, read):
    page = read(cast.adam, "start/")
    assert "Everything that exists only in Staging is deleted" in page
    assert "Preview changes" in page


@pytest.mark.parametrize("who", ["tess", "victor"])
def test_the_start_page_requires_permission_to_start(cast, plan, client, who):
    assert signed_in(client, cast.users[who]).get(f"{PAGE}start/").status_code == 403


@pytest.mark.parametrize(
    ("state", "started", "stages"),
    [
        ("comparing", False, ["Capture", "Compare"]),
        ("planned", False, ["Capture", "Compare"]),
        ("failed", False, ["Capture", "Compare"]),
        ("waiting", False, ["Capture", "Compare", "Delete", "Write", "Verify"]),
        ("running", True, ["Capture", "Compare", "Delete", "Write", "Verify"]),
    ],
)
def test_a_dry_run_has_its_own_stages_only(cast, state, started, stages):
    restore = Restore.objects.create(
        pair=cast.pair, state=state, trigger="manual", started_at=clock.now() if started else None
    )
    RestoreStep.objects.create(restore=restore, resource="Products", phase="compare", planned=2, done=1)
    assert [stage.name for stage in progress_of(restore).stages] == stages
