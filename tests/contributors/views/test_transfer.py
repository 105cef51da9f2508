"""The pages that transfer an organization with an emailed code."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from contributors.models import AccessGrant
from organizations.models import Connection, Organization
from tests.cast import create_access, create_user
from tests.concurrency import run_concurrently
from tests.login import signed_in
from tests.mail import latest_code

TRANSFER = "/organizations/acme/transfer/"
CHOICE = {"new_owner": "adam", "access": "stay"}
CONFIRM = f"{TRANSFER}confirm/?new_owner=adam&access=stay"
ADAM, VICTOR = 'value="adam"', 'value="victor"'


@pytest.fixture
def olive(client, cast) -> Client:
    return signed_in(client, cast.olive)


def owners() -> dict[str, str]:
    return dict(Organization.objects.values_list("pk", "owner__username"))


def text(response) -> str:
    return response.content.decode().replace("&#x27;", "'")


def test_the_owner_transfers_the_pair_with_the_emailed_code(olive):
    assert olive.post(TRANSFER, CHOICE).url == CONFIRM
    assert "makes Adam (adam) the owner of acme and its Staging organization acme_Staging." in (
        OutgoingMail.objects.latest("pk").text
    )
    assert "Make Adam the owner of both" in text(olive.get(CONFIRM))
    response = olive.post(CONFIRM, {"code": latest_code()}, follow=True)
    assert response.redirect_chain[0][0] == "/organizations/acme/settings/"
    assert "Transferred Acme to Adam" in text(response)
    assert owners() == {"acme": "adam", "acme_Staging": "adam", "acme_Sandbox": "olive"}


def test_an_owner_who_leaves_is_sent_home(olive):
    url = olive.post("/organizations/acme_Sandbox/transfer/", CHOICE | {"access": "leave"}).url
    assert olive.post(url, {"code": latest_code()}).url == "/"
    assert olive.get("/organizations/acme_Sandbox/").status_code == 404


def test_nothing_changes_before_the_code(olive):
    olive.post(TRANSFER, CHOICE)
    assert set(owners().values()) == {"olive"}


def test_the_list_shows_everyone_and_disables_who_has_not_accepted(olive, cast):
    page = text(olive.get(TRANSFER))
    assert "Admin of both, 3 roles" in page
    assert "Via team Traders, 3 roles" in page
    ida = page[page.index('value="ida"') :][:60]
    assert "disabled" in ida
    assert "Invited, hasn't accepted" in page
    assert 'value="stan"' not in page


def test_a_contributor_to_one_of_the_pair_is_described_so(olive, cast):
    AccessGrant.objects.filter(user=cast.victor, organization="acme_Staging").delete()
    assert "Production only, 3 roles" in text(olive.get(TRANSFER))


def test_people_are_found_by_name_or_username_and_the_choice_stays(olive):
    page = text(olive.get(TRANSFER, {"q": "vict", "new_owner": "adam"}))
    assert VICTOR in page
    assert ADAM in page  # chosen
    assert 'value="tess"' not in page
    assert "No one matches “nobody”." in text(olive.get(TRANSFER, {"q": "nobody"}))


def test_htmx_gets_only_the_region_that_it_asks_for(olive):
    changes = text(olive.get(TRANSFER, CHOICE, headers={"HX-Request": "true", "HX-Target": "changes"}))
    assert changes.lstrip().startswith("<section")
    assert "All permissions" in changes
    found = text(olive.get(TRANSFER, {"q": "vic"}, headers={"HX-Request": "true", "HX-Target": "candidates"}))
    assert VICTOR in found
    assert "<h1>" not in found


def test_without_scripts_a_button_shows_what_changes(olive):
    page = text(olive.post(TRANSFER, CHOICE | {"access": "leave", "action": "preview"}))
    assert "No access" in page
    assert not OutgoingMail.objects.exists()


def test_connections_of_the_owners_account_are_announced(olive, cast):
    Connection.objects.filter(organization="acme_Staging").update(
        type=Connection.Type.HOSTED_PORTAL, account_owner=cast.olive
    )
    page = text(olive.get(TRANSFER, CHOICE))
    assert "1 connection uses your account." in page
    assert "Needs an account of Adam" in page


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({}, "Choose a new owner."),
        ({"new_owner": "stan"}, "stan doesn't contribute to acme or acme_Staging."),
        ({"new_owner": "nobody"}, "nobody doesn't contribute to acme or acme_Staging."),
        ({"new_owner": "ida"}, "Ida can't become the owner: invited, hasn't accepted."),
        ({"new_owner": "olive"}, "olive doesn't contribute"),
        ({"new_owner": "x" * 10_000}, "at most 150 characters"),
        ({"new_owner": "<b>x</b>"}, "&lt;b&gt;x&lt;/b&gt; doesn't contribute"),
    ],
)
def test_an_invalid_choice_is_explained_and_sends_no_code(olive, choice, sentence):
    response = olive.post(TRANSFER, {"access": "stay"} | choice)
    assert response.status_code == 422
    assert sentence in text(response)
    assert not OutgoingMail.objects.exists()


def test_an_unknown_access_is_refused(olive):
    assert olive.post(TRANSFER, {"new_owner": "adam", "access": "both"}).status_code == 422


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("stan", 404), ("oscar", 404)])
@pytest.mark.parametrize("page", [TRANSFER, CONFIRM])
def test_only_the_owner_can_open_or_submit_the_pages(client, cast, who, status, page):
    signed_in(client, cast.users[who])
    for response in (client.get(page), client.post(page, CHOICE)):
        assert response.status_code == status
    if status == 403:
        assert "Only the owner can transfer this organization. The owner is Olive." in text(response)


@pytest.mark.django_db(transaction=True)
def test_a_double_submit_transfers_once(cast):
    clients = [signed_in(Client(raise_request_exception=False), cast.olive) for _ in range(2)]
    clients[0].post(TRANSFER, CHOICE)
    code, statuses = latest_code(), []

    def submit(client):
        try:
            statuses.append(client.post(CONFIRM, {"code": code}).status_code)
        finally:
            connection.close()

    run_concurrently([lambda: submit(clients[0]), lambda: submit(clients[1])])
    assert sorted(statuses)[0] == 302
    assert sorted(statuses)[1] in (403, 422)
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_TRANSFERRED).count() == 2
    assert OutgoingMail.objects.count() == 3  # the code, and one to each


def test_the_page_takes_the_same_queries_for_many_contributors(olive, cast):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert olive.get(TRANSFER, CHOICE).status_code == 200
        return len(captured)

    queries()  # fills caches
    before = queries()
    for number in range(60):
        create_access(cast.pair.production, ["BuyerReader"], user=create_user(f"person{number}"))
    assert queries() == before
    assert "14 more. Search to find them." in text(olive.get(TRANSFER))


def test_without_anyone_to_choose_the_button_is_disabled_and_says_why(olive):
    AccessGrant.objects.exclude(user__username="ida").delete()
    page = text(olive.get(TRANSFER))
    assert "No one can become the owner yet." in page
    assert 'disabled aria-describedby="new-owner-hint">Send confirmation code' in page
