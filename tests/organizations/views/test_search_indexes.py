"""The page of an organization's search indexes."""

import pytest
from django.test import Client

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.connections.provisioning import provision
from organizations.models import Connection
from tests.environments.fake_server import error_response
from tests.login import signed_in

PAGE = "/organizations/acme/search-indexes/"


@pytest.fixture
def acme(cast, emulator):
    """Production of the cast's pair, with its marketplace on the emulator."""
    provision(cast.pair.production)


def test_settings_lead_to_the_indexes_and_an_admin_rebuilds_one(acme, cast):
    client = signed_in(Client(), cast.adam)
    assert f'href="{PAGE}"' in client.get("/organizations/acme/settings/").text
    assert "In use" in client.get(PAGE).text
    response = client.post(PAGE, {"type": "Products"}, follow=True)
    assert "Rebuilding the search index of products" in response.text
    assert "Waiting to build" in response.text
    entry = AuditEntry.objects.get(event=Event.SEARCH_INDEX_REBUILT)
    assert (entry.actor, entry.details) == (cast.adam, {"index": "Products"})


def test_a_refused_rebuild_says_why_in_the_platforms_words(acme, cast):
    client = signed_in(Client(), cast.olive)
    for _ in range(3):
        client.post(PAGE, {"type": "Orders"})
    response = client.post(PAGE, {"type": "Orders"})
    assert response.status_code == 422
    assert "Indexes in Production can be rebuilt 3 times per hour." in response.text
    assert client.post(PAGE, {"type": "Buyers"}).status_code == 422


def test_who_only_contributes_sees_the_indexes_without_buttons(acme, cast):
    client = signed_in(Client(), cast.victor)
    page = client.get(PAGE).text
    assert "In use" in page
    assert "The owner and admins can rebuild an index." in page
    assert "Rebuild products" not in page
    assert client.post(PAGE, {"type": "Products"}).status_code == 403


def test_a_connection_without_indexes_says_how_to_get_them(cast):
    Connection.objects.filter(organization="acme").update(type=Connection.Type.API_CLIENT)
    page = signed_in(Client(), cast.adam).get(PAGE)
    assert page.status_code == 200
    assert "Connect the organization with a hosted Portal account." in page.text


def test_a_platform_that_fails_is_named(cast, fake_ordercloud):
    fake_ordercloud.responses = lambda request: error_response(500, "Oops", "Broken")
    page = signed_in(Client(), cast.adam).get(PAGE)
    assert page.status_code == 200
    assert "The search indexes can't be read." in page.text
