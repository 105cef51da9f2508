"""The pages that delete an organization with an emailed code, and the one that undoes it."""

import re

import pytest
from django.db import connection
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from lib import clock
from organizations import deletion
from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.models import Connection, Organization, StagingPair
from organizations.pairing import link
from organizations.restores.models import Restore
from tests.cast import create_user
from tests.concurrency import run_concurrently
from tests.login import signed_in
from tests.mail import latest_code

DELETE = "/organizations/acme/delete/"
BOTH = {"with_staging": "1"}
CONFIRM = f"{DELETE}confirm/?with_staging=1"


def submit(client, code: str, confirm_id: str = "acme"):
    return client.post(CONFIRM, {"code": code, "confirm_id": confirm_id})


def test_production_cannot_be_deleted_while_its_staging_of_another_owner_is_linked(cast, client):
    Organization.objects.filter(pk="acme_Staging").update(owner=create_user("sten"))
    cast.pair.staging.access_grants.all().delete()
    signed_in(client, cast.olive)
    for response, status in ((client.get(DELETE), 200), (client.post(DELETE, BOTH), 422)):
        page = response.content.decode()
        assert response.status_code == status
        assert "linked to a Staging organization that you can&#x27;t delete. Unlink it" in page
        assert "acme_Staging" not in page
        assert "Sten" not in page
    assert client.post(CONFIRM, {"code": "123456", "confirm_id": "acme"}).status_code == 422
    assert not OutgoingMail.objects.exists()
    unlink = re.search(r'href="([^"]+)">Unlink the pair', client.get(DELETE).content.decode())[1]
    client.post(unlink)
    assert client.post(DELETE).url == f"{DELETE}confirm/"
    assert Organization.objects.active().count() == 3


def test_production_is_not_deleted_when_its_staging_is_not_chosen(cast, client):
    response = signed_in(client, cast.olive).post(DELETE)
    assert response.status_code == 422
    assert "acme can&#x27;t be deleted while acme_Staging exists. Delete both, or acme_Staging first." in (
        response.content.decode()
    )
    assert not OutgoingMail.objects.exists()


def test_the_staging_of_the_same_owner_is_chosen_beforehand(cast, client):
    assert 'id="with-staging" checked' in signed_in(client, cast.olive).get(DELETE).content.decode()


def test_staging_is_deleted_alone(cast, client):
    signed_in(client, cast.olive).post("/organizations/acme_Staging/delete/")
    client.post(
        "/organizations/acme_Staging/delete/confirm/", {"code": latest_code(), "confirm_id": "acme_Staging"}
    )
    assert set(Organization.objects.active().values_list("pk", flat=True)) == {"acme", "acme_Sandbox"}


def test_the_owner_deletes_on_the_page_with_the_emailed_code_and_the_id(client, cast):
    signed_in(client, cast.olive)
    assert "acme_Staging" in client.get(DELETE).content.decode()
    assert client.post(DELETE, BOTH).url == CONFIRM
    response = client.post(CONFIRM, {"code": latest_code(), "confirm_id": "acme"}, follow=True)
    assert "Deleted Acme" in response.content.decode()
    assert client.get("/organizations/acme/").status_code == 404
    assert client.get("/organizations/acme_Staging/").status_code == 404


def test_sending_the_confirmed_form_twice_leads_home_both_times(client, cast):
    signed_in(client, cast.olive)
    client.post(DELETE, BOTH)
    form = {"code": latest_code(), "confirm_id": "acme"}
    assert [client.post(CONFIRM, form).url for _ in range(2)] == ["/", "/"]


@pytest.mark.parametrize(("who", "status"), [("adam", 403), ("victor", 403), ("stan", 404)])
@pytest.mark.parametrize("page", ["", "confirm/"])
def test_only_the_owner_can_open_or_submit_the_pages(client, cast, who, status, page):
    signed_in(client, cast.users[who])
    assert client.get(DELETE + page).status_code == status
    assert client.post(DELETE + page).status_code == status


def test_the_former_owner_undoes_a_deletion(client, cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    response = signed_in(client, cast.olive).post("/organizations/acme/bring-back/", follow=True)
    assert response.redirect_chain[0][0] == "/organizations/acme/"
    assert "Restored acme and acme_Staging" in response.content.decode()
    assert client.post("/organizations/acme/bring-back/").status_code == 404


@pytest.mark.parametrize("who", ["adam", "victor", "stan", "oscar"])
def test_a_deleted_organization_is_unknown_to_everyone_but_its_former_owner(client, cast, who):
    deletion.delete(cast.sandbox, by=cast.olive)
    assert (
        signed_in(client, cast.users[who]).post("/organizations/acme_Sandbox/bring-back/").status_code == 404
    )
    assert Organization.objects.get(pk="acme_Sandbox").deleted_at


def test_a_staging_that_is_linked_after_the_code_was_sent_prevents_the_deletion(client, cast):
    StagingPair.objects.all().delete()
    signed_in(client, cast.olive).post(DELETE)
    link(staging=cast.pair.staging, production=cast.pair.production)
    client.post(f"{DELETE}confirm/", {"code": latest_code(), "confirm_id": "acme"})
    assert Organization.objects.active().count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_restore_restore_once(cast):
    deletion.delete(cast.pair.production, by=cast.olive, with_staging=True)
    clients = [signed_in(Client(raise_request_exception=False), cast.olive) for _ in range(2)]

    def attempt(client):
        try:
            client.post("/organizations/acme/bring-back/")
        finally:
            connection.close()

    run_concurrently([lambda: attempt(clients[0]), lambda: attempt(clients[1])])
    assert Organization.objects.active().count() == 3
    assert AuditEntry.objects.filter(event=Event.ORGANIZATION_RESTORED).count() == 2


def test_an_organization_that_cannot_be_restored_says_why(client, cast, emulator):
    provision(cast.sandbox)
    deletion.delete(cast.sandbox, by=cast.olive)
    Organization.objects.filter(pk="acme_Sandbox").update(purging_since=clock.now())
    response = signed_in(client, cast.olive).post("/organizations/acme_Sandbox/bring-back/", follow=True)
    assert "acme_Sandbox is being purged" in response.content.decode()


def test_the_page_says_where_it_is_purged(client, cast):
    signed_in(client, cast.olive)
    assert "then it is purged here and on OrderCloud" in client.get(DELETE).content.decode()
    Connection.objects.update(type=Connection.Type.API_CLIENT, client_id="c", secret="s")
    assert "then it is removed here only" in client.get(DELETE).content.decode()
    client.post(DELETE, BOTH)
    confirm = client.get(CONFIRM).content.decode()
    assert "then they are removed here only. Their data on OrderCloud stays." in confirm


def test_records_that_stay_on_ordercloud_are_not_named_as_lost(client, cast, emulator):
    for organization in cast.organizations:
        provision(organization)
    client_for(cast.pair.production, ("FullAccess",)).put("products/p", {"Name": "Product"})
    signed_in(client, cast.olive).get(DELETE)
    Connection.objects.filter(organization="acme").update(
        type=Connection.Type.API_CLIENT, client_id="c", secret="s"
    )
    client.post(DELETE, BOTH)
    page = client.get(CONFIRM).content.decode()
    assert "in Production" not in page
    assert "records in Staging" in page
    assert "then they are removed here. On OrderCloud only acme_Staging is purged." in page


def test_an_api_that_cannot_be_reached_does_not_prevent_the_deletion(client, cast, settings):
    settings.EMULATOR_URL = "http://127.0.0.1:1"
    page = signed_in(client, cast.olive).get(DELETE).content.decode()
    assert "That doesn't prevent the deletion." in page
    client.post(DELETE, BOTH)
    assert submit(client, latest_code()).status_code == 302


def test_the_confirmation_shows_what_was_counted(client, cast, emulator):
    for organization in cast.organizations:
        provision(organization)
    client_for(cast.pair.production, ("FullAccess",)).put("products/p", {"Name": "Product"})
    Restore.objects.create(
        pair=cast.pair, state="finished", trigger="manual", started_at=clock.now(), ended_at=clock.now()
    )
    signed_in(client, cast.olive)
    assert "1 record" in client.get(DELETE).content.decode()
    client.post(DELETE, BOTH)
    page = " ".join(re.sub(r"<[^>]+>", " ", client.get(CONFIRM).content.decode()).split())
    assert "1 record in Production, 0 in Staging" in page
    assert "3 contributors and 1 team lose access immediately" in page
    assert "1 restore report" in page


def test_a_name_with_markup_or_another_direction_is_escaped_and_isolated(client, cast):
    Organization.objects.filter(pk="acme_Sandbox").update(name="<b>اسم</b>")
    page = signed_in(client, cast.olive).get("/organizations/acme_Sandbox/delete/").content.decode()
    assert "<bdi>&lt;b&gt;اسم&lt;/b&gt;</bdi>" in page
    assert "<b>اسم" not in page
