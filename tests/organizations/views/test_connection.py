"""The connection in Settings: test, rotate, change, show, and who may."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.views.debug import SafeExceptionReporterFilter

from accounts.audit.events import Event
from accounts.models import AuditEntry, OutgoingMail
from console import catalogue_cache
from organizations.connections import api_version
from organizations.connections.dropping import drop
from organizations.models import Connection
from tests.login import signed_in
from tests.organizations.connections.remote import reload

SETTINGS = "/organizations/hartwell/settings/"
CONNECTION = "/organizations/hartwell/connection/"
NEW_SECRET = "a-new-secret-of-the-client"


@pytest.fixture
def visit(connected, cast):
    def client_of(user) -> Client:
        client = Client()
        signed_in(client, user)
        return client

    return client_of


def test_settings_show_the_test_to_admins_and_only_its_outcome_to_others(visit, remote, cast):
    page = visit(cast.adam).get(SETTINGS).text
    assert "API reachable, version" in page
    assert remote.client_id in page
    page = visit(cast.victor).get(SETTINGS).text
    assert "Works" in page
    assert remote.client_id not in page
    assert "Test now" not in page


def test_the_stored_secret_is_in_no_page_of_settings(visit, remote, cast):
    client = visit(cast.olive)
    for path in (SETTINGS, CONNECTION, f"{CONNECTION}rotate/", f"{CONNECTION}secret/"):
        assert remote.secret not in client.get(path).text


def test_test_now_stores_and_shows_what_it_found(visit, remote, connected, cast):
    remote.change_client(Active=False)
    headers = {
        "HX-Request": "true",
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36",
    }
    response = visit(cast.adam).post(f"{CONNECTION}test/", headers=headers)
    assert "The API client isn&#x27;t active." in response.text
    assert "Not working" in response.text
    assert "Tested" in response.text
    assert reload(connected).tested_by == cast.adam
    text = OutgoingMail.objects.get(recipients=["olive@example.com"]).text
    assert "127.0.0.1" not in text
    assert "Chrome" not in text
    assert visit(cast.adam).post(f"{CONNECTION}test/")["Location"] == f"{SETTINGS}#connection"


def test_the_email_does_not_tell_where_the_contributor_is_whose_call_found_it_out(visit, remote, cast):
    remote.change_client(Active=False)
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0 Safari/537.36"}
    visit(cast.victor).get("/organizations/hartwell/console/Products.List", {"do": "send"}, headers=headers)
    text = OutgoingMail.objects.get(recipients=["olive@example.com"]).text
    assert "no longer connected" in OutgoingMail.objects.get(recipients=["olive@example.com"]).subject
    assert "127.0.0.1" not in text
    assert "Chrome" not in text


def test_settings_show_the_api_version_that_a_test_read(visit, connected, cast):
    cache.clear()
    client = visit(cast.adam)
    assert "Not checked yet" in client.get(SETTINGS).text
    row = client.post(f"{CONNECTION}test/", headers={"HX-Request": "true"}).text
    assert '<div id="api-version" hx-swap-oob="true">' in row
    told = re.search(r"API reachable, version ([^<]+)", row)[1]
    page = client.get(SETTINGS).text
    assert f"<bdi>{told}</bdi>" in page
    assert "Not checked yet" not in page
    read = api_version.known(connected.endpoint)
    assert read.operation_count == len(catalogue_cache.catalogue_for(connected.endpoint).operations)


def test_the_page_of_the_organization_says_that_it_does_not_work(visit, remote, cast):
    assert "doesn't work." not in visit(cast.victor).get("/organizations/hartwell/").text
    remote.change_client(Active=False)
    visit(cast.adam).post(f"{CONNECTION}test/")
    page = visit(cast.adam).get("/organizations/hartwell/").text
    assert "doesn't work." in page
    assert "Fix it in Settings" in page
    page = visit(cast.victor).get("/organizations/hartwell/").text
    assert "Ask the owner or an admin to fix it." in page
    assert "API client isn" not in page


def test_a_secret_is_rotated_only_when_the_new_one_works(visit, remote, connected, cast):
    client = visit(cast.adam)
    response = client.post(f"{CONNECTION}rotate/", {"secret": NEW_SECRET})
    assert response.status_code == 422
    assert "Nothing was changed" in response.text
    assert NEW_SECRET not in response.text
    remote.change_client(ClientSecret=NEW_SECRET)
    assert client.post(f"{CONNECTION}rotate/", {"secret": NEW_SECRET}).status_code == 302
    assert reload(connected).secret == NEW_SECRET


def test_showing_the_secret_asks_who_it_is_and_is_recorded(visit, remote, cast, clock):
    client = visit(cast.adam)
    response = client.post(f"{CONNECTION}secret/")
    assert remote.secret in response.text
    assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.filter(event=Event.CONNECTION_SECRET_SHOWN).count() == 1
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    response = client.post(f"{CONNECTION}secret/")
    assert response.status_code == 302
    assert "reauthenticate" in response["Location"]
    assert AuditEntry.objects.filter(event=Event.CONNECTION_SECRET_SHOWN).count() == 1


def test_a_dropped_connection_is_offered_to_be_connected_again(visit, remote, connected, cast):
    drop(connected, by=cast.olive)
    client = visit(cast.adam)
    page = client.get(SETTINGS).text
    assert "This organization isn" in page
    assert "Connect again" in page
    assert "Connect it again" in client.get("/organizations/hartwell/").text
    assert client.get(f"{CONNECTION}secret/").status_code == 404
    assert client.post(f"{CONNECTION}test/").status_code == 404
    data = {
        "type": "api_client",
        "client_id": remote.client_id,
        "secret": remote.secret,
        "base_url": remote.base_url,
    }
    assert client.post(CONNECTION, data).status_code == 302
    assert reload(connected).status == Connection.Status.WORKS


@pytest.mark.parametrize("path", ["", "test/", "rotate/", "secret/"])
def test_who_may_not_manage_it_is_refused_and_strangers_find_nothing(visit, cast, path):
    data = {"secret": "x", "type": "api_client", "client_id": "x"}
    assert visit(cast.victor).post(CONNECTION + path, data).status_code == 403
    assert visit(cast.stan).post(CONNECTION + path, data).status_code == 404
    assert visit(cast.oscar).post(CONNECTION + path, data).status_code == 404


@pytest.mark.parametrize("path", ["/organizations/connect/", CONNECTION, f"{CONNECTION}rotate/"])
def test_no_report_of_an_error_contains_a_typed_secret(visit, cast, path):
    request = visit(cast.adam).post(path, {"secret": NEW_SECRET, "client_id": "x"}).wsgi_request
    reported = SafeExceptionReporterFilter().get_post_parameters(request)
    assert reported["client_id"] == "x"
    assert NEW_SECRET not in reported.values()


@pytest.mark.parametrize("path", ["connection/", "connection/rotate/", "connection/secret/"])
def test_an_organization_on_the_emulator_has_no_such_pages(visit, cast, path):
    assert visit(cast.olive).get(f"/organizations/acme_Sandbox/{path}").status_code == 404
