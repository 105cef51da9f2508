"""The page that connects an organization: test, connect, and what it never shows."""

import pytest
from django.test import Client

from accounts.models import AuditEntry
from lib.rate_limit import RATES
from organizations.models import AllowedHost, Organization
from tests.cast import create_organization
from tests.login import signed_in
from tests.organizations.connections.remote import create_remote

URL = "/organizations/connect/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def stan(cast, valkey) -> Client:
    client = Client()
    signed_in(client, cast.stan)
    return client


def post(client: Client, remote, action: str = "connect", headers: dict | None = None, **changes: str):
    return client.post(URL, {**remote.form(**changes), "action": action}, headers=headers or {})


def test_a_connected_organization_opens(stan, remote):
    response = post(stan, remote)
    assert (response.status_code, response["Location"]) == (302, "/organizations/hartwell/")
    assert Organization.objects.get(pk="hartwell").owner.username == "stan"


def test_a_test_reports_and_connects_nothing(stan, remote):
    response = post(stan, remote, "test")
    page = response.text
    assert response.status_code == 200
    assert "Ready to connect" in page
    assert "<code>GET /me</code> returned seller user portal-service-Sandbox" in page
    assert not Organization.objects.filter(pk="hartwell").exists()


def test_htmx_gets_only_the_panel_of_the_test(stan, remote):
    page = post(stan, remote, "test", HTMX).text
    assert "Ready to connect" in page
    assert "<form" not in page
    assert "Enter the API client ID" in post(stan, remote, "test", HTMX, client_id="").text


@pytest.mark.parametrize("action", ["test", "connect"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_typed_secret_is_never_written_into_the_page(stan, remote, action, headers):
    secret = "typed-and-wrong-secret"
    response = post(stan, remote, action, headers, secret=secret)
    assert secret not in response.text
    assert not AuditEntry.objects.filter(details__contains=secret).exists()
    if not headers:
        assert "Enter it again." in response.text


@pytest.mark.parametrize(
    ("type", "sentences"),
    [
        ("api_client", ["Enter the ID that", "Enter the API client ID.", "Enter the secret."]),
        ("hosted_portal", ["Enter the ID that", "Enter the username.", "Enter the password."]),
    ],
)
def test_a_test_of_an_empty_form_names_each_field_in_the_words_of_its_type(stan, type, sentences):
    entered = {"environment": "Sandbox", "region": "usw", "type": type, "action": "test"}
    shown = stan.post(URL, entered, headers=HTMX).content.decode()
    places = [shown.index(sentence) for sentence in sentences]
    assert places == sorted(places)
    assert all(f'<a href="#id_{name}">' in shown for name in ("id", "client_id", "secret"))


def test_a_failed_test_keeps_what_was_entered_and_says_what_to_fix(stan, remote):
    response = post(stan, remote, secret="wrong")
    assert response.status_code == 422
    assert "Can&#x27;t connect" in response.text or "Can't connect" in response.text
    assert f'value="{remote.client_id}"' in response.text
    assert "OrderCloud refused the client ID and secret" in response.text


def test_a_production_that_is_here_is_named_before_it_is_linked(stan, allowed_emulator, cast):
    create_organization(cast.stan, "kestrel", "Production")
    remote = create_remote(allowed_emulator, "kestrel_Staging", "Staging")
    page = post(stan, remote, "test").text
    assert "Production is already here" in page
    assert "Restores start when you turn them on." in page


def test_a_production_of_someone_else_is_not_named(stan, allowed_emulator, cast):
    create_organization(cast.olive, "kestrel", "Production")
    remote = create_remote(allowed_emulator, "kestrel_Staging", "Staging")
    assert "already here" not in post(stan, remote, "test").text


def test_names_with_markup_are_escaped_and_long_ones_refused(stan, remote):
    response = post(stan, remote, id='"><script>alert(1)</script>')
    assert response.status_code == 422
    assert "<script>alert" not in response.text
    assert post(stan, remote, id="x" * 10_000).status_code == 422
    assert post(stan, remote, base_url="x" * 10_000).status_code == 422


def test_the_page_asks_for_an_api_url_only_where_operators_allow_hosts(stan, remote):
    assert "API URL" in stan.get(URL).text
    AllowedHost.objects.all().delete()
    assert "API URL" not in stan.get(URL).text


def test_what_each_type_of_connection_cannot_do_is_said_before(stan):
    page = stan.get(URL).text
    for note in ("use a hosted account", "uses .invalid", "only removed here", "full access only"):
        assert note in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            {"environment": "Staging", "id": "kestrel"},
            "https://stagingapi.ordercloud.io</code>. Shown here as <code>kestrel_Staging",
        ),
        ({"environment": "Sandbox", "id": ""}, "https://sandboxapi.ordercloud.io"),
        ({"environment": "Production", "id": "kestrel_Staging"}, "Only Staging IDs end in _Staging."),
    ],
)
def test_the_line_under_the_id_says_where_calls_go_and_what_the_id_becomes(stan, query, expected):
    assert expected in stan.get(f"{URL}place/", {"region": "usw", **query}).text


def test_the_line_under_the_id_survives_any_input(stan):
    assert (
        stan.get(f"{URL}place/", {"environment": "Qa", "region": "x", "id": "<b>" * 9_000}).status_code == 200
    )


@pytest.mark.usefixtures("frozen_time")
def test_tests_are_limited_by_network(stan, remote):
    most, _seconds = RATES["connection_test"]
    statuses = [post(stan, remote, "test", region="mars").status_code for _ in range(2)]
    assert statuses == [422, 422]  # what cannot be tested does not count
    codes = [
        post(stan, remote, "test", base_url="https://nowhere.example").status_code for _ in range(most + 1)
    ]
    assert codes[-1] == 429


def test_a_second_click_leads_to_what_the_first_one_connected(stan, remote):
    post(stan, remote)
    response = post(stan, remote)
    assert (response.status_code, response["Location"]) == (302, "/organizations/hartwell/")
    assert AuditEntry.objects.filter(event="organization.connected").count() == 1
