"""Which webhooks a call runs."""

import pytest

from console.guard.webhooks import webhooks_run_by
from environments.grants import UserContext
from organizations.models import Connection

CLIENT = "0f6cf6b0-0000-4000-8000-000000000001"
USER = UserContext("buyer", "b1", "u1", "user", CLIENT.upper())


def webhook(id: str, route: str, verb: str, client: str = CLIENT, **more) -> dict:
    routes = [{"Route": route, "Verb": verb}]
    return {"ID": id, "Name": id, "ApiClientIDs": [client], "WebhookRoutes": routes, **more}


ITEMS = [
    webhook("erp", "v1/products/{productID}", "PATCH"),
    webhook("check", "v1/products/{productID}", "PATCH", BeforeProcessRequest=True),
    webhook("other-verb", "v1/products/{productID}", "DELETE"),
    webhook("other-route", "v1/products", "PATCH"),
    webhook("other-client", "v1/products/{productID}", "PATCH", client="someone-else"),
]


@pytest.fixture
def runs(ordercloud, cast, catalogue):
    """The webhooks that a Patch of a product runs."""
    ordercloud.set_response(200, {"Meta": {}, "Items": ITEMS})

    def find(user=USER, roles=("FullAccess",)):
        return webhooks_run_by(catalogue.get("Products.Patch"), cast.pair.production, user, roles)

    return find


def test_a_webhook_runs_by_its_client_its_route_and_its_verb(runs):
    assert [(found.id, found.before) for found in runs().webhooks] == [("erp", False), ("check", True)]


def test_the_portals_own_client_runs_none_and_needs_no_call(runs, ordercloud):
    assert runs(user=None).webhooks == ()
    assert ordercloud.arrivals == []


def test_calls_through_the_client_of_the_connection_run_its_webhooks(runs, cast):
    connection = cast.pair.production.connection
    connection.type, connection.client_id = Connection.Type.API_CLIENT, CLIENT
    connection.status = Connection.Status.DISCONNECTED
    assert "Couldn't read which webhooks run" in runs(user=None).unknown


def test_webhooks_are_read_once_for_some_seconds(runs, ordercloud):
    runs()
    runs()
    assert len(ordercloud.arrivals) == 1


def test_without_a_role_that_reads_webhooks_it_says_so(runs, ordercloud):
    assert "You need WebhookReader" in runs(roles=("ProductAdmin",)).unknown
    assert ordercloud.arrivals == []


def test_webhooks_that_cannot_be_read_are_said(runs, ordercloud):
    ordercloud.set_response(403, {"Errors": []})
    assert runs().unknown.startswith("Couldn't read which webhooks run on this call.")


def test_webhooks_beyond_the_first_page_are_counted_and_not_looked_at(runs, ordercloud):
    ordercloud.set_response(200, {"Meta": {"TotalCount": 240}, "Items": ITEMS})
    found = runs()
    assert len(found.webhooks) == 2
    assert found.not_read == 235
