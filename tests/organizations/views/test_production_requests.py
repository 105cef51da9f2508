"""The pages of Production requests: form, page of a request, reply, withdrawal, and who sees them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.operators import Operator
from lib import clock
from organizations import deletion
from organizations.models import Environment, Organization, ProductionRequest, Quota
from organizations.production_requests import decision, notes
from organizations.production_requests.request_details import RequestDetails
from organizations.production_requests.submission import submit
from tests.cast import create_organization
from tests.login import signed_in

NEW = "/organizations/requests/new/"
REASON = "We go live in May."
RIGHT_TO_LEFT = "\u05d7\u05e0\u05d5\u05ea"


def typed(**fields) -> dict:
    return {"name": "Shop", "organization_id": "shop", "region": "usw", "reason": REASON, **fields}


@pytest.fixture
def olive(client, cast):
    """Olive's browser."""
    return signed_in(client, cast.olive)


@pytest.fixture
def pending(cast):
    """Olive's request."""
    return submit(RequestDetails("Shop", "shop", REASON), by=cast.olive)


def page(response) -> str:
    return response.content.decode()


def test_the_form_says_what_is_created_and_how_many_requests_are_open(olive, pending):
    shown = page(olive.get(NEW))
    for sentence in (
        "If approved",
        "restored every Sunday at 03:00 UTC",
        "You own both.",
        "1 of 3 open requests",
    ):
        assert sentence in shown
    assert "Acme, acme_Sandbox (Sandbox)" in shown
    assert "acme (Sandbox)" not in shown  # only Sandbox organizations


def test_the_sidebar_shows_that_requests_belong_to_organizations(olive, pending):
    for address in ("", "new/", f"{pending.pk}/"):
        shown = page(olive.get(f"/organizations/requests/{address}"))
        assert 'href="/organizations/" aria-current="page"' in shown


def test_a_request_leads_to_its_page(olive, cast):
    response = olive.post(NEW, typed(built_in="acme_Sandbox", go_live_date="2099-02-01"))
    made = ProductionRequest.objects.get()
    assert response.url == f"/organizations/requests/{made.pk}/"
    assert (made.built_in, made.go_live_date.isoformat()) == (cast.sandbox, "2099-02-01")
    shown = page(olive.get(response.url))
    for sentence in ("Pending review", "Nothing to do until then.", "both or neither", REASON, "1 Feb 2099"):
        assert sentence in shown


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "x" * 10_000}, "at most 100 characters"),
        ({"organization_id": "acme"}, "This ID is taken."),
        ({"organization_id": "x" * 10_000}, "at most 92 characters"),
        ({"region": "moon"}, "Select a valid choice"),
        ({"go_live_date": "2020-01-01"}, "Choose today or a later date."),
        ({"go_live_date": "soon"}, "Enter a date."),
        ({"built_in": "acme"}, "Choose one of your Sandbox organizations."),
        ({"reason": ""}, "Say why you need Production."),
        ({"reason": "x" * 10_000}, "at most 2000 characters"),
    ],
)
def test_an_invalid_form_names_the_field_and_keeps_what_was_typed(olive, wrong, sentence):
    response = olive.post(NEW, typed(name="Kept", **wrong) if "name" not in wrong else typed(**wrong))
    assert response.status_code == 422
    assert sentence in page(response)
    assert REASON in page(response) or "reason" in wrong
    assert "Kept" in page(response) or "name" in wrong
    assert not ProductionRequest.objects.exists()


def test_at_the_quota_the_form_says_what_to_do_and_keeps_what_was_typed(olive, cast, pending):
    Quota.objects.create(user=cast.olive, open_requests=1)
    response = olive.post(NEW, typed(organization_id="other"))
    assert response.status_code == 422
    assert "You have 1 open request, which is your limit." in page(response)
    assert 'value="other"' in page(response)


def test_sending_the_form_twice_requests_once(olive):
    assert olive.post(NEW, typed()).url == olive.post(NEW, typed()).url
    assert ProductionRequest.objects.count() == 1


def test_the_line_under_the_id_says_whether_both_ids_are_free(olive, pending):
    def line(**query):
        return page(olive.get("/organizations/requests/id/", query))

    assert "Both IDs are available" in line(organization_id="free")
    assert "free_Staging" in line(organization_id="free")
    assert "This ID is taken." in line(organization_id="ACME")
    assert "shop is already requested." in line(organization_id="shop")
    assert "Both IDs are available" in line(organization_id="shop", request=pending.pk)
    assert "already requested" in line(organization_id="shop", request="9" * 30)
    assert "<script>" not in line(organization_id="<script>")


def test_a_suggestion_fills_in_a_free_id_and_requests_nothing(olive, cast):
    create_organization(cast.stan, "acme-shop")
    response = olive.post(NEW, typed(organization_id="acme"))
    assert 'name="suggestion" value="acme-2"' in page(response)
    assert 'value="acme-shop"' not in page(response)
    filled = olive.post(NEW, typed(organization_id="acme", suggestion="acme-2"))
    assert filled.status_code == 200
    assert 'name="organization_id" value="acme-2"' in page(filled)
    assert REASON in page(filled)
    assert not ProductionRequest.objects.exists()


def test_a_request_is_changed_until_it_is_decided(olive, cast, pending):
    address = f"/organizations/requests/{pending.pk}/edit/"
    assert REASON in page(olive.get(address))
    assert olive.post(address, typed(name="Outlet")).status_code == 302
    pending.refresh_from_db()
    assert pending.name == "Outlet"
    assert olive.post(address, typed(organization_id="acme")).status_code == 422
    decision.decline(pending, by=Operator(cast.oscar), note="No.")
    assert olive.get(address).status_code == 302
    assert "can&#x27;t be changed" in page(olive.post(address, typed(name="Late"), follow=True))


def test_a_request_is_withdrawn_after_a_question(olive, pending):
    address = f"/organizations/requests/{pending.pk}/withdraw/"
    assert "Withdraw request" in page(olive.get(address))
    pending.refresh_from_db()
    assert pending.status == "pending"
    assert "Withdrawn" in page(olive.post(address, follow=True))
    pending.refresh_from_db()
    assert pending.status == "withdrawn"


def test_a_decision_that_was_faster_than_the_withdrawal_is_explained(olive, cast, pending):
    decision.decline(pending, by=Operator(cast.oscar), note="No.")
    shown = page(olive.post(f"/organizations/requests/{pending.pk}/withdraw/", follow=True))
    assert "Not withdrawn. Already declined by Oscar." in shown


def test_notes_go_both_ways_on_the_page(olive, cast, pending):
    notes.add(pending, "Who is on call?", by=Operator(cast.oscar))
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    for sentence in (
        "Who is on call?",
        "Reply to <bdi>Oscar</bdi>",
        "In review",
        "An operator asked you something",
    ):
        assert sentence in shown
    address = f"/organizations/requests/{pending.pk}/reply/"
    empty = olive.post(address, {"note": " "})
    assert (empty.status_code, "Enter a note." in page(empty)) == (422, True)
    assert "Adam is." in page(olive.post(address, {"note": "Adam is."}, follow=True))


def test_a_declined_request_keeps_the_operators_words(olive, cast, pending):
    decision.decline(pending, by=Operator(cast.oscar), note="Load tests belong in Sandbox.")
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    assert "Declined" in shown
    assert "Load tests belong in Sandbox." in shown
    assert "/withdraw/" not in shown


def test_an_incomplete_request_says_that_operators_are_on_it(olive, cast, pending, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:9"
    decision.approve(pending, by=Operator(cast.oscar))
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    for sentence in (
        "“Create Production” failed. We&#x27;re on it.",
        "not created yet",
        "Incomplete",
        "The emulator couldn",
    ):
        assert sentence in shown
    assert "Try again" not in shown


def test_an_approved_request_leads_to_the_organization(olive, cast, pending, emulator):
    decision.approve(pending, by=Operator(cast.oscar))
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    assert 'href="/organizations/shop/"' in shown
    assert "Both are ready to use." in shown


def test_all_requests_are_listed(olive, cast, pending):
    submit(RequestDetails("Outlet", "outlet", REASON), by=cast.olive)
    listed = page(olive.get("/organizations/requests/"))
    assert listed.index("Outlet") < listed.index(">Shop<")
    assert "Your requests" in page(olive.get(f"/organizations/requests/{pending.pk}/"))


def test_many_requests_are_on_pages(olive, cast):
    now = clock.now()
    ProductionRequest.objects.bulk_create(
        ProductionRequest(
            requester=cast.olive,
            name=f"Shop {number}",
            organization_id=f"shop{number}",
            reason=REASON,
            status="withdrawn",
            created_at=now - timedelta(minutes=number),
        )
        for number in range(51)
    )
    first, second = (page(olive.get("/organizations/requests/", {"page": number})) for number in (1, 2))
    assert "1–50 of <strong>51</strong>" in first
    assert "<bdi>Shop 50</bdi>" not in first
    assert "<bdi>Shop 50</bdi>" in second


def test_someone_without_requests_is_shown_what_one_is_for(client, cast):
    signed_in(client, cast.stan)
    assert "No requests yet" in page(client.get("/organizations/requests/"))


@pytest.mark.parametrize("part", ["", "edit/", "reply/", "withdraw/"])
@pytest.mark.parametrize("name", ["stan", "adam"])
def test_someone_elses_request_does_not_exist(client, cast, pending, name, part):
    signed_in(client, getattr(cast, name))
    address = f"/organizations/requests/{pending.pk}/{part}"
    if part != "reply/":
        assert client.get(address).status_code == 404
    if part:
        assert client.post(address, typed()).status_code == 404
    pending.refresh_from_db()
    assert (pending.status, pending.name, pending.notes.count()) == ("pending", "Shop", 0)


def test_an_operator_continues_in_the_admin(client, cast, pending):
    signed_in(client, cast.oscar)
    response = client.get(f"/organizations/requests/{pending.pk}/")
    assert response.url == f"/admin/organizations/productionrequest/{pending.pk}/change/"
    assert client.get(f"/organizations/requests/{pending.pk}/edit/").status_code == 404


def test_what_was_typed_is_escaped_and_keeps_its_direction(olive, cast):
    markup = "<img src=x onerror=alert(1)>"
    made = submit(RequestDetails(f"{RIGHT_TO_LEFT} {markup}", "shop", markup), by=cast.olive)
    notes.add(made, markup, by=cast.olive)
    for address in ("", f"{made.pk}/", f"{made.pk}/edit/", f"{made.pk}/withdraw/"):
        shown = page(olive.get(f"/organizations/requests/{address}"))
        assert "<img" not in shown
        assert "&lt;img" in shown
        assert f"<bdi>{RIGHT_TO_LEFT}" in shown


def test_the_page_of_a_request_costs_the_same_queries_with_many_requests(olive, cast, pending):
    with CaptureQueriesContext(connection) as few:
        olive.get(f"/organizations/requests/{pending.pk}/")
    for number in range(20):
        ProductionRequest.objects.create(
            requester=cast.olive, name="More", organization_id=f"more{number}", reason=REASON
        )
        notes.add(pending, f"Note {number}", by=Operator(cast.oscar))
    with CaptureQueriesContext(connection) as many:
        olive.get(f"/organizations/requests/{pending.pk}/")
    assert len(many) <= len(few) + 1


def test_a_request_whose_organizations_the_requester_deleted_leads_to_restoring_them(olive, cast, pending):
    production = create_organization(cast.olive, "shop", Environment.PRODUCTION)
    ProductionRequest.objects.update(status="approved", decided_at=clock.now(), production=production)
    deletion.delete(production, by=cast.olive)
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    assert "You deleted shop. You can restore it on the home page until" in shown
    Organization.objects.filter(pk="shop").update(owner=cast.stan)
    shown = page(olive.get(f"/organizations/requests/{pending.pk}/"))
    assert "You no longer have access to what it led to." in shown
