"""Tests of connections: what each line says, and what stops a connection."""

import json

import pytest

from environments.grants import CannotGrant, Grant
from organizations.connections import changing, verification
from organizations.connections.clients import client_for, grant_of, token_for
from organizations.connections.report import Level, Report
from organizations.models import AllowedHost, Connection
from tests.environments.fake_server import FakeResponse, error_response, token_response
from tests.organizations.connections.answers import DOCUMENT, connection_to, document, me
from tests.organizations.connections.remote import create_remote, reload


def failed(report: Report) -> str:
    assert not report.passed
    return report.failure


def test_an_api_client_with_full_access_passes_line_by_line(remote):
    report = verification.test(remote.connection())
    assert report.passed
    texts = [line.text for line in report.lines if line.level == Level.OK]
    assert texts[0].startswith("API reachable, version 1.0.")
    assert texts[1:] == [
        "Token granted with full access",
        "`GET /me` returned seller user portal-service-Sandbox",
        "Seller is `hartwell`, as entered",
    ]
    assert all(line.milliseconds is not None for line in report.lines[:3])


def notes(report: Report) -> list[str]:
    return [line.text for line in report.lines if line.level == Level.NOTE]


def test_what_restores_cannot_do_with_it_is_said_without_trying(allowed_emulator):
    remote = create_remote(allowed_emulator, "hartwell_Staging", "Staging")
    allowed_emulator.emulator.requests.clear()
    report = verification.test(remote.connection())
    assert notes(report)[1:] == [
        "URLs can't be null. Restores write one under `.invalid` instead.",
        "API clients that a restore creates get new IDs.",
    ]
    assert "webhooks, message senders and integration events call no one" in report.lines[-2].remedy
    assert "Apps that sign in to Staging need the new IDs" in report.lines[-1].remedy
    entries = allowed_emulator.emulator.requests.entries("hartwell_Staging", since=None)
    assert {entry["Method"] for entry in entries} == {"GET"}


def test_what_restores_write_is_said_only_where_they_write(remote, allowed_emulator):
    assert notes(verification.test(remote.connection())) == ["The console can act as buyer users only."]
    production = create_remote(allowed_emulator, "kestrel", "Production")
    assert notes(verification.test(production.connection()))[1:] == ["Restores only read Production."]


def test_whom_the_console_can_act_as_is_said_with_what_it_needs(remote):
    line = next(line for line in verification.test(remote.connection()).lines if "console" in line.text)
    assert line.text == "The console can act as buyer users only."
    assert line.remedy.startswith("Seller and supplier users need a hosted account.")


def test_a_client_without_the_role_for_it_acts_as_no_one_and_the_role_is_named(allowed_emulator):
    remote = create_remote(allowed_emulator, "hartwell", roles=("ProductAdmin",))
    line = verification.test(remote.connection()).lines[-1]
    assert (line.level, line.text) == (Level.WARN, "The console can't act as any user.")
    assert line.remedy.startswith(
        "Add `BuyerImpersonation` to the security profile of portal-service-Sandbox, then test again."
    )
    remote.client.patch("/securityprofiles/portal", {"Roles": ["ProductAdmin", "BuyerImpersonation"]})
    assert notes(verification.test(remote.connection())) == ["The console can act as buyer users only."]


def test_roles_that_are_missing_are_named_with_where_to_add_them(allowed_emulator):
    remote = create_remote(allowed_emulator, "hartwell", roles=("ProductAdmin", "BuyerReader"))
    report = verification.test(remote.connection())
    line = report.lines[1]
    assert report.passed
    assert line.level == Level.WARN
    assert line.text.startswith("Token granted for 3 of ")  # ProductAdmin includes ProductReader
    assert "`AddressAdmin`" in line.remedy
    assert "the security profile of portal-service-Sandbox" in line.remedy
    assert "and " in line.remedy
    assert "`ProductReader`" not in line.remedy


def test_full_access_to_a_client_with_fewer_roles_gives_all_that_it_has(allowed_emulator, cast):
    remote = create_remote(allowed_emulator, "hartwell", roles=("ProductAdmin", "BuyerReader"))
    connection = remote.connection()
    connection.organization.owner = cast.olive
    connection.organization.save()
    connection.save()
    assert set(token_for(connection.organization, ("FullAccess",)).roles) == {"ProductAdmin", "BuyerReader"}
    assert set(token_for(connection.organization, ("ProductAdmin",)).roles) == {"ProductAdmin"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"Active": False}, "The API client isn't active. Turn on Active"),
        ({"DefaultContextUserName": None}, "The API client has no default context user. Set a seller user"),
        ({"AllowSeller": False, "AllowAnyBuyer": True}, "The API client doesn't accept seller users."),
        ({"ClientSecret": "another-secret"}, "OrderCloud refused the client ID and secret"),
    ],
)
def test_a_refused_api_client_says_what_to_fix_in_ordercloud(remote, changes, expected):
    remote.change_client(**changes)
    report = verification.test(remote.connection())
    assert failed(report).startswith(expected)
    assert not report.unreachable


def test_an_unknown_api_client_is_told_apart_from_a_wrong_secret(remote):
    unknown = remote.connection(client_id="5f0c9d6e-0000-4c38-9e52-3a64d8f1b201")
    assert failed(verification.test(unknown)).startswith("No API client has this ID")


def test_no_line_contains_the_secret(remote):
    report = verification.test(remote.connection(secret="wrong-but-secret"))
    assert "wrong-but-secret" not in json.dumps(report.to_json())


def test_an_api_client_of_another_organization_is_refused_with_both_ids(remote):
    report = verification.test(remote.connection(id="acme"))
    assert failed(report).startswith("Seller is hartwell, not acme.")


def test_the_suffix_of_an_environment_is_not_part_of_the_id_on_ordercloud(allowed_emulator):
    remote = create_remote(allowed_emulator, "hartwell_Staging", "Staging")
    report = verification.test(remote.connection())
    assert report.passed
    assert "Seller is `hartwell`, as entered" in [line.text for line in report.lines]


def test_an_id_in_another_case_is_refused_with_the_right_one(remote):
    assert failed(verification.test(remote.connection(id="Hartwell"))) == (
        "Seller is hartwell, not Hartwell. IDs are case-sensitive. Enter hartwell."
    )


def test_a_host_that_responds_with_a_web_page_is_not_ordercloud(fake_ordercloud):
    fake_ordercloud.respond_with(
        FakeResponse(body=b"<!doctype html><h1>Welcome</h1>", headers={"Content-Type": "text/html"})
    )
    assert "responded with a web page or other text instead of JSON." in failed(
        verification.test(connection_to(fake_ordercloud))
    )


def test_a_redirect_is_named_and_not_followed(fake_ordercloud):
    fake_ordercloud.respond_with(FakeResponse(302, b"", {"Location": "https://other.example/v1/openapi/v3"}))
    message = failed(verification.test(connection_to(fake_ordercloud)))
    assert "redirects to other.example. The portal doesn't follow redirects." in message
    assert len(fake_ordercloud.requests) == 1


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirected_token_request_takes_the_secret_nowhere(fake_ordercloud, status):
    fake_ordercloud.respond_with(
        document(), FakeResponse(status, b"", {"Location": f"{fake_ordercloud.url}/sandbox/elsewhere"})
    )
    assert not verification.test(connection_to(fake_ordercloud)).passed
    assert [request.path for request in fake_ordercloud.requests] == [
        "/sandbox/v1/openapi/v3",
        "/sandbox/oauth/token",
    ]


def test_json_that_is_no_document_of_ordercloud_is_refused(fake_ordercloud):
    fake_ordercloud.respond_with(FakeResponse(body=b'{"hello": "world"}'))
    assert "not with OrderCloud's API document" in failed(verification.test(connection_to(fake_ordercloud)))


def test_a_server_error_counts_as_unreachable_and_a_refused_secret_does_not(fake_ordercloud):
    fake_ordercloud.respond_with(error_response(503))
    assert verification.test(connection_to(fake_ordercloud)).unreachable
    fake_ordercloud.respond_with(document(), error_response(401, "Auth.OauthError", "Invalid credentials."))
    assert not verification.test(connection_to(fake_ordercloud)).unreachable


def test_a_cut_connection_counts_as_unreachable(fake_ordercloud):
    fake_ordercloud.respond_with(FakeResponse(silent=True))
    report = verification.test(connection_to(fake_ordercloud))
    assert report.unreachable
    assert "broke off its response" in failed(report)


@pytest.mark.parametrize("kind", ["Buyer", "Supplier"])
def test_a_client_that_acts_as_another_user_than_a_seller_is_refused(fake_ordercloud, kind):
    fake_ordercloud.respond_with(document(), token_response(), me(**{kind: {"ID": "x"}}))
    assert failed(verification.test(connection_to(fake_ordercloud))).startswith(
        f"GET /me returned {kind.lower()} user service"
    )


@pytest.mark.parametrize("seller", [None, {}, "hartwell", {"ID": None}, {"ID": 7}])
def test_an_answer_without_a_seller_is_refused(fake_ordercloud, seller):
    fake_ordercloud.respond_with(document(), token_response(), me(Seller=seller))
    assert "doesn't say which organization" in failed(verification.test(connection_to(fake_ordercloud)))


@pytest.mark.parametrize("body", [b"[]", b"null", b"{", b'"x"', b"[" * 100_000])
def test_any_other_json_than_an_object_is_refused(fake_ordercloud, body):
    fake_ordercloud.respond_with(FakeResponse(body=body))
    assert not verification.test(connection_to(fake_ordercloud)).passed


def test_a_token_that_is_no_token_is_refused(fake_ordercloud):
    fake_ordercloud.respond_with(document(), FakeResponse(body=b'{"access_token": "x", "expires_in": 60}'))
    assert not verification.test(connection_to(fake_ordercloud)).passed


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://10.1.2.3", "10.1.2.3 leads to a private address."),
        ("https://127.0.0.1:1", "127.0.0.1:1 leads to a private address."),
        ("https://nowhere.invalid", "No host has the name nowhere.invalid."),
    ],
)
def test_an_address_that_cannot_be_called_says_why(fake_ordercloud, base_url, expected):
    AllowedHost.objects.create(host=base_url.removeprefix("https://"))
    assert failed(verification.test(connection_to(fake_ordercloud, base_url=base_url))).startswith(expected)


def test_the_control_address_of_the_emulator_is_not_called(fake_ordercloud):
    connection = connection_to(fake_ordercloud, base_url=f"{fake_ordercloud.url}/_emulator")
    assert "leads to a private address" in failed(verification.test(connection))
    assert fake_ordercloud.requests == []


def test_a_host_that_operators_stop_allowing_is_called_no_more(fake_ordercloud):
    AllowedHost.objects.all().delete()
    assert "don't allow connections to" in failed(verification.test(connection_to(fake_ordercloud)))
    grant: Grant = grant_of(connection_to(fake_ordercloud))
    with pytest.raises(CannotGrant, match="don't allow connections to"):
        grant.fetch(("FullAccess",))
    assert fake_ordercloud.requests == []


def test_tokens_of_earlier_credentials_are_not_used(remote, valkey, cast):
    connection = remote.connection()
    connection.organization.owner = cast.olive
    connection.organization.save()
    connection.save()
    for version in (1, 1, 2):
        connection.version = version
        connection.save()
        client_for(connection.organization, ("FullAccess",)).get("/me")
    assert len([key for key in valkey.keys("token:*") if not key.endswith(b":renewal")]) == 2


def test_what_a_server_sends_is_brought_to_one_line_that_can_be_stored(fake_ordercloud, cast):
    hostile = "a\x00b\nc" + "x" * 10_000 + "<script>"
    fake_ordercloud.respond_with(document(), error_response(401, "Auth.OauthError", hostile))
    report = verification.test(connection_to(fake_ordercloud))
    text = report.lines[-1].text
    assert len(text) <= 600
    assert text.isprintable()
    connection = connection_to(fake_ordercloud)
    connection.organization.owner = cast.olive
    connection.organization.save()
    connection.save()
    fake_ordercloud.respond_with(document(), error_response(401, "Auth.OauthError", hostile))
    changing.retest(connection, by=None)
    assert reload(connection).status == Connection.Status.FAILING


def test_a_document_with_roles_of_any_kind_and_number_is_read(fake_ordercloud):
    scopes = {f"{number}" + "r" * 1_000: None for number in range(5_000)}
    flows = {"password": {"scopes": scopes}, "other": {"scopes": [7, None]}}
    body = {**DOCUMENT, "components": {"securitySchemes": {"OAuth2": {"flows": flows}}}}
    fake_ordercloud.respond_with(FakeResponse(body=json.dumps(body).encode()), token_response(("x",)), me())
    report = verification.test(connection_to(fake_ordercloud))
    assert report.passed
    assert len(report.lines[1].remedy) <= 600
