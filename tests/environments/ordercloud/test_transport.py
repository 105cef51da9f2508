"""Requests to addresses that someone entered, and what an address that cannot be called says."""

import pytest

from environments import openapi
from environments.api_client_grant import ApiClientGrant
from environments.endpoints import Endpoint, Guard
from environments.ordercloud import Client, errors
from environments.ordercloud.connection_pool import session_for
from environments.ordercloud.transport import send_request
from tests.environments.fake_server import FakeResponse, token_response

GUARD, LOCAL_GUARD = Guard(), Guard(allows_loopback=True)


def guarded(fake_server, guard=GUARD) -> Endpoint:
    return Endpoint("Sandbox", "usw", f"{fake_server.url}/sandbox", guard)


def test_calls_to_an_entered_address_never_reach_a_private_one(fake_server):
    client = Client(guarded(fake_server), lambda force: "token", retry_budget=0)
    with pytest.raises(errors.PrivateHost):
        client.get("/me")
    assert fake_server.requests == []


def test_token_requests_of_an_entered_address_never_reach_a_private_one(fake_server):
    with pytest.raises(errors.PrivateHost):
        ApiClientGrant(guarded(fake_server), "client", "secret").fetch(("FullAccess",))
    assert fake_server.requests == []


def test_the_document_of_an_entered_address_is_not_fetched_from_a_private_one(fake_server):
    class NoCache(dict):
        def set(self, *arguments):
            raise AssertionError

    with pytest.raises(errors.PrivateHost):
        openapi.fetch(guarded(fake_server), NoCache())
    assert fake_server.requests == []


def test_an_entered_address_of_this_machine_can_be_allowed(fake_server):
    fake_server.respond_with(token_response(("ProductReader",)), FakeResponse(body=b'{"ID": "x"}'))
    endpoint = guarded(fake_server, LOCAL_GUARD)
    token = ApiClientGrant(endpoint, "client", "secret").fetch(("ProductReader",))
    client = Client(endpoint, lambda force: token.access_token, retry_budget=0)
    assert client.get("/me") == {"ID": "x"}


def test_guarded_and_other_calls_to_a_host_share_no_connection(fake_server):
    assert session_for(fake_server.url) is not session_for(fake_server.url, GUARD)
    assert session_for(fake_server.url, GUARD) is not session_for(fake_server.url, LOCAL_GUARD)
    assert session_for(fake_server.url, GUARD) is session_for(fake_server.url, GUARD)


def test_a_large_response_of_an_entered_address_is_not_read_to_its_end(fake_server, monkeypatch):
    monkeypatch.setattr("environments.ordercloud.transport.MAX_GUARDED_BYTES", 10)
    fake_server.respond_with(FakeResponse(body=b"x" * 11))
    with pytest.raises(errors.IncompleteResponse, match="too large"):
        send_request("GET", fake_server.url, None, {}, guard=LOCAL_GUARD)


@pytest.mark.parametrize("guard", [None, LOCAL_GUARD])
def test_a_name_without_an_address_is_told_from_a_refused_connection(guard):
    with pytest.raises(errors.UnknownHost, match="no host has the name nowhere.invalid"):
        send_request("GET", "http://nowhere.invalid/v1/me", None, {}, guard=guard)
    with pytest.raises(errors.ConnectionFailed, match="cannot connect to 127.0.0.1:1"):
        send_request("GET", "http://127.0.0.1:1/v1/me", None, {}, guard=guard)


@pytest.mark.parametrize("guard", [None, LOCAL_GUARD])
def test_a_host_without_tls_has_no_certificate_to_accept(fake_server, guard):
    with pytest.raises(errors.InvalidCertificate):
        send_request("GET", fake_server.url.replace("http:", "https:"), None, {}, guard=guard)
