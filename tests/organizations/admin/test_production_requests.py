"""Production requests in the operator admin: the list, and decisions on the page of each."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry, User
from accounts.operators import Operator
from organizations.connections import provisioning
from organizations.models import Environment, ProductionRequest
from organizations.production_requests import decision, notes, submission
from organizations.production_requests.request_details import RequestDetails
from tests.cast import create_operator, create_organization
from tests.login import signed_in

LIST = "/admin/organizations/productionrequest/"
REASON = "We go live in May."


@pytest.fixture
def oscar(client, cast):
    """Oscar's browser."""
    return signed_in(client, cast.oscar)


@pytest.fixture
def pending(cast):
    return submission.submit(RequestDetails("Shop", "shop", REASON), by=cast.olive)


@pytest.fixture
def act(oscar, pending):
    """Press a button on the request's page: `act("decline", note="No.")`."""

    def press(button: str, **fields):
        return oscar.post(address(pending), {"act": button, **fields})

    return press


def address(request: ProductionRequest) -> str:
    return f"{LIST}{request.pk}/change/"


def page(response) -> str:
    return response.content.decode()


def test_requests_that_wait_come_first(oscar, cast, pending):
    newer = submission.submit(RequestDetails("Newer", "newer", REASON), by=cast.olive)
    submission.withdraw(newer, by=cast.olive)
    listed = page(oscar.get(LIST))
    assert listed.index("Pending review</span>") < listed.index("Withdrawn</span>")


def test_the_index_shows_what_waits_the_oldest_first(oscar, cast, pending):
    newer = submission.submit(RequestDetails("Newer", "newer", REASON), by=cast.olive)
    notes.add(newer, "Adam is.", by=cast.olive)
    shown = page(oscar.get("/admin/"))
    assert shown.index("<bdi>Shop</bdi>") < shown.index("<bdi>Newer</bdi>")
    assert shown.count(", replied") == 1
    submission.withdraw(pending, by=cast.olive)
    submission.withdraw(newer, by=cast.olive)
    assert "Waiting for you" not in page(oscar.get("/admin/"))


def test_the_list_is_filtered_by_status_and_searched_by_name_id_and_person(oscar, pending):
    assert ">Shop</a>" in page(oscar.get(LIST, {"status__exact": "pending"}))
    assert ">Shop</a>" not in page(oscar.get(LIST, {"status__exact": "approved"}))
    for words in ("shop", "SHOP", "olive"):
        assert ">Shop</a>" in page(oscar.get(LIST, {"q": words}))
    assert ">Shop</a>" not in page(oscar.get(LIST, {"q": "stan"}))


def test_the_page_shows_what_the_decision_rests_on(oscar, pending):
    shown = page(oscar.get(address(pending)))
    for part in (REASON, "Both are available in US-West", "Owns 3 organizations, 1 of 3 open requests."):
        assert part in shown


def test_a_taken_id_is_shown_before_the_decision(oscar, cast, pending):
    create_organization(cast.stan, "shop")
    assert "This ID is taken." in page(oscar.get(address(pending)))


def test_reading_a_request_changes_nothing_and_the_button_starts_the_review(oscar, act, pending, cast):
    oscar.get(address(pending))
    pending.refresh_from_db()
    assert pending.opened_at is None
    assert act("open").status_code == 302
    pending.refresh_from_db()
    assert pending.opened_by == cast.oscar


def test_approve_creates_both_and_records_the_note_as_reason(act, pending, cast, emulator):
    assert act("approve", note="Adam is on call.").status_code == 302
    pending.refresh_from_db()
    assert (pending.status, pending.production_id) == ("approved", "shop")
    entry = AuditEntry.objects.get(event=Event.PRODUCTION_REQUEST_APPROVED)
    assert (entry.actor, entry.details["reason"]) == (cast.oscar, "Adam is on call.")


@pytest.mark.parametrize("button", ["decline", "ask"])
def test_a_decline_and_a_question_require_a_note(act, pending, button):
    response = act(button, note=" ")
    assert response.status_code == 422
    assert "Enter a note." in page(response)
    assert act(button, note="x" * 2001, production="kept").status_code == 422
    pending.refresh_from_db()
    assert (pending.status, pending.notes.count()) == ("pending", 0)


def test_decline_and_question_reach_the_requester(act, pending, oscar):
    assert act("ask", note="Who is on call?").status_code == 302
    assert "Who is on call?" in page(oscar.get(address(pending)))
    assert act("decline", note="No one is.").status_code == 302
    pending.refresh_from_db()
    assert (pending.status, pending.decision_note) == ("declined", "No one is.")


def test_a_failed_step_is_shown_with_try_again(act, oscar, pending, emulator, settings):
    url, settings.EMULATOR_URL = settings.EMULATOR_URL, "http://127.0.0.1:9"
    act("approve")
    shown = page(oscar.get(address(pending)))
    assert "Create Production" in shown
    assert "Try again" in shown
    settings.EMULATOR_URL = url
    act("retry")
    pending.refresh_from_db()
    assert pending.status == "approved"


def test_try_again_while_it_is_created_says_so_and_reports_no_failure(
    act, oscar, pending, emulator, monkeypatch
):
    shown, create = [], provisioning.provision_new

    def try_again_meanwhile(organization):
        create(organization)
        assert act("retry", organization_id="shop-2").status_code == 422
        assert act("retry").status_code == 302
        shown.append(page(oscar.get(address(pending))))

    monkeypatch.setattr(provisioning, "provision_new", try_again_meanwhile)
    act("approve")
    assert "Production for Shop is being created. Wait for the outcome." in shown[0]
    assert "In progress" in shown[0]
    assert "failed" not in shown[0]
    pending.refresh_from_db()
    assert (pending.status, pending.production_id) == ("approved", "shop")


def test_what_is_taken_is_not_approved_for_creation_and_the_page_says_which(act, oscar, cast, pending):
    create_organization(cast.stan, "shop_Staging", Environment.STAGING)
    shown = page(oscar.get(address(pending)))
    assert "shop and shop_Staging can&#x27;t be created:" in shown
    assert "Approve with connected organizations" in shown
    assert (act("approve").status_code, "Approve and create both" in shown) == (422, False)
    pending.refresh_from_db()
    assert pending.status == "pending"


def test_try_again_takes_another_id(act, cast, pending, emulator):
    create_organization(cast.stan, "shop")
    decision.approve(pending, by=Operator(cast.oscar))
    refused = act("retry", organization_id="acme")
    assert (refused.status_code, "This ID is taken." in page(refused)) == (422, True)
    act("retry", organization_id="shop-2")
    pending.refresh_from_db()
    assert (pending.status, pending.production_id) == ("approved", "shop-2")


def test_connected_organizations_are_chosen_by_their_id(act, cast, pending):
    create_organization(cast.oscar, "Real", Environment.PRODUCTION)
    unknown = act("approve", production="nowhere")
    assert (unknown.status_code, "There is no organization nowhere." in page(unknown)) == (422, True)
    alone = act("approve", staging="acme_Staging")
    assert (alone.status_code, "Enter the ID of the Production organization." in page(alone)) == (422, True)
    foreign = act("approve", production="real", staging="acme_Staging")
    assert (foreign.status_code, "acme_Staging belongs to Olive" in page(foreign)) == (422, False)
    assert act("approve", production="real").status_code == 302
    pending.refresh_from_db()
    assert pending.production_id == "Real"


def test_the_second_operator_reads_who_decided_and_sees_no_buttons(act, pending, cast):
    decision.decline(pending, by=Operator(create_operator("ona")), note="No.")
    response = act("approve")
    assert response.status_code == 422
    assert "Already declined by Ona." in page(response)
    assert 'value="approve"' not in page(response)


def test_a_request_that_changed_is_shown_again_before_it_is_decided(act, oscar, pending, cast):
    seen = pending.updated_at.isoformat()
    submission.update(pending, RequestDetails("Outlet", "outlet", REASON), by=cast.olive)
    response = act("approve", seen=seen)
    assert response.status_code == 422
    assert "changed while you were reading it" in page(response)
    assert "outlet_Staging" in page(response)
    pending.refresh_from_db()
    assert f'name="seen" value="{pending.updated_at.isoformat()}"' in page(response)


def test_the_version_on_the_page_is_the_one_that_is_decided(oscar, act, pending):
    shown = page(oscar.get(address(pending)))
    assert (
        act("decline", note="No.", seen=shown.split('name="seen" value="')[1].split('"')[0]).status_code
        == 302
    )


def test_an_operator_without_the_permission_decides_nothing(client, cast, pending):
    User.objects.filter(pk=cast.oscar.pk).update(is_superuser=False)
    signed_in(client, cast.oscar)
    assert client.get(address(pending)).status_code == 403
    assert client.post(address(pending), {"act": "approve"}).status_code == 403
    pending.refresh_from_db()
    assert pending.status == "pending"


def test_only_operators_reach_the_admin(client, cast, pending):
    signed_in(client, cast.olive)
    assert client.post(address(pending), {"act": "approve"}).status_code in {302, 403}
    pending.refresh_from_db()
    assert pending.status == "pending"


@pytest.mark.parametrize("pk", ["999999", "x", "9" * 30])
def test_a_request_that_does_not_exist_is_not_found(oscar, pk):
    assert oscar.get(f"{LIST}{pk}/change/").status_code == 404


def test_what_users_typed_is_escaped(oscar, cast):
    markup = "<img src=x onerror=alert(1)>"
    made = submission.submit(RequestDetails(markup, "shop", markup), by=cast.olive)
    for shown in (page(oscar.get(LIST)), page(oscar.get(address(made)))):
        assert "<img src=x" not in shown
        assert "&lt;img" in shown
