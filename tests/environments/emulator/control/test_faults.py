"""Injected faults, on the server that the program and `make run` use."""

import json
import socket
import time
from collections.abc import Iterator

import pytest
import requests

from environments.emulator.control.faults import Faults
from environments.emulator.http import server
from environments.emulator.http.server import RunningEmulator
from tests.environments.emulator.api_client import Api, Marketplace
from tests.environments.emulator.emulator_process import run_emulator


@pytest.fixture(scope="module")
def emulator_server(tmp_path_factory) -> Iterator[RunningEmulator]:
    """Run the program instead of the server inside the tests."""
    folder = tmp_path_factory.mktemp("emulator")
    with run_emulator(folder) as (_, url):
        yield RunningEmulator(url, (folder / "key").read_text(), None)


@pytest.fixture
def faults(control, marketplace):
    """Return a function that sets fault rules for the test's organization; remove them after the test."""

    def set_(*rules: dict) -> requests.Response:
        own = [{"Organization": marketplace.portal_id} | rule for rule in rules]
        return control("POST", "/faults", {"Rules": own})

    yield set_
    control("DELETE", "/faults")


def received(api: Api, path: str) -> bytes:
    """Send a GET over a new connection, and return all bytes received until it closes."""
    host, port = api.base_url.split("/")[2].split(":")
    place = api.base_url.rpartition("/")[2]
    head = (
        f"GET /{place}/v1{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        f"Authorization: Bearer {api.token}\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(f"{head}\r\n".encode())
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_a_status_fault_responds_without_processing_the_call(seller_api, faults):
    faults({"Method": "POST", "Path": "/v1/buyers", "Status": 500})
    assert seller_api.refused("POST", "/buyers", {"Name": "B"}) == (500, "ServerError")
    assert seller_api.items("/buyers") == []
    assert seller_api.post("/suppliers", {"Name": "S"})


def test_a_429_fault_has_retry_after(seller_api, faults):
    faults({"Path": "/v1/*", "Status": 429, "RetryAfter": 7, "Times": 2})
    responses = [seller_api.call("GET", "/buyers") for _ in range(3)]
    assert [a.status_code for a in responses] == [429, 429, 200]
    assert responses[0].headers["Retry-After"] == "7"


def test_a_rate_fault_allows_its_calls_per_second(seller_api, faults):
    faults({"Rate": 3})
    statuses = [seller_api.call("GET", "/me").status_code for _ in range(5)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses[3:]


def test_faults_do_not_apply_to_other_organizations(seller_api, faults, create_organization):
    faults({"Status": 503, "RetryAfter": 4})
    assert seller_api.refused("GET", "/me") == (503, "Api.Offline")
    assert seller_api.call("GET", "/me").headers["Retry-After"] == "4"
    assert create_organization().seller().get("/me")


def test_faults_do_not_apply_to_other_environments(seller_api, faults):
    faults({"Environment": "Staging", "Status": 503})
    assert seller_api.get("/me")
    faults({"Environment": "sandbox", "Status": 503})
    assert seller_api.refused("GET", "/me") == (503, "Api.Offline")


def test_all_matching_faults_apply_to_a_call(seller_api, faults):
    faults({"SlowMs": 1}, {"Path": "/v1/m*", "LatencyMs": 1}, {"Path": "/v1/me", "Status": 500})
    assert seller_api.refused("GET", "/me") == (500, "ServerError")
    assert seller_api.get("/buyers")


def test_a_fault_with_chance_zero_never_applies(seller_api, faults):
    faults({"Status": 500, "Chance": 0})
    assert seller_api.get("/me")


def test_latency_is_waited(seller_api, faults):
    faults({"LatencyMs": 120})
    began = time.perf_counter()
    seller_api.get("/me")
    assert time.perf_counter() - began >= 0.12


def test_jitter_is_waited():
    faults = Faults()
    faults.set([{"JitterMs": 20}])
    began = time.perf_counter()
    for _ in range(5):
        faults.apply("GET", "/v1/me", "sandbox", "m")
    # The probability that all five are this short by chance is one in ten million.
    assert time.perf_counter() - began >= 0.002


def test_a_cut_connection_has_no_response(seller_api, faults):
    faults({"Path": "/v1/me", "Cut": "before", "Times": 1})
    with pytest.raises(requests.ConnectionError):
        seller_api.call("GET", "/me")
    assert seller_api.get("/me")


def test_a_cut_connection_ends_before_the_first_byte(seller_api, faults):
    faults({"Path": "/v1/*", "Cut": "before"})
    assert received(seller_api, "/me") == b""


def test_a_call_with_a_cut_connection_is_processed(seller_api, faults):
    faults({"Method": "POST", "Cut": "before"})
    with pytest.raises(requests.ConnectionError):
        seller_api.call("POST", "/suppliers", {"ID": "s", "Name": "S"})
    assert seller_api.ids("/suppliers") == ["s"]


def test_a_torn_response_is_half_sent(seller_api, faults):
    complete_body = seller_api.call("GET", "/me").content
    faults({"Path": "/v1/me", "Cut": "during", "Times": 2})
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        seller_api.call("GET", "/me")
    head, _, body = received(seller_api, "/me").partition(b"\r\n\r\n")
    assert f"content-length: {len(complete_body)}".encode() in head.lower()
    assert body == complete_body[: len(complete_body) // 2]
    assert seller_api.get("/me")


def test_a_slow_response_is_complete(seller_api, faults):
    faults({"Path": "/v1/me", "SlowMs": 5})
    began = time.perf_counter()
    assert seller_api.get("/me")["FirstName"] == "Default User"
    assert time.perf_counter() - began >= 0.05


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_none(seller_api, faults, status):
    faults({"Path": "/v1/me", "Status": status, "Times": 2})
    head, end, body = received(seller_api, "/me").partition(b"\r\n\r\n")
    assert (head.split()[1], end, body) == (str(status).encode(), b"\r\n\r\n", b"")
    assert (seller_api.call("GET", "/me").status_code, seller_api.call("GET", "/me").status_code) == (
        status,
        200,
    )


@pytest.mark.parametrize("path", ["/v1/openapi/v3", "/v1/oauth/certs/unknown", "/oauth/certs/unknown"])
def test_faults_apply_to_calls_without_a_token(marketplace, control, faults, session, path):
    control("POST", "/faults", {"Rules": [{"Path": "*", "Status": 503}]})
    assert session.get(marketplace.base_url + path).status_code == 503


@pytest.mark.parametrize("path", ["/oauth/token", "*"])
def test_a_token_request_fails_with_an_oauth_error(marketplace, control, faults, path):
    control("POST", "/faults", {"Rules": [{"Path": path, "Status": 429, "RetryAfter": 9}]})
    response = marketplace.token(grant_type="client_credentials")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "9")
    assert response.json()["error"] == "invalid_request"


def test_tokens_may_expire_early(marketplace, faults):
    faults({"TokenSeconds": 0})
    api = marketplace.seller()
    assert api.refused("GET", "/me") == (401, "InvalidToken")


@pytest.mark.parametrize(
    "rule",
    [
        {"Colour": "red"},
        {"Status": "500"},
        {"Status": 99},
        {"Status": 100},
        {"Status": 600},
        {"Cut": "sometimes"},
        {"Chance": True},
        {"LatencyMs": -1},
        "rule",
    ],
)
def test_an_invalid_fault_is_rejected(control, rule):
    assert control("POST", "/faults", {"Rules": [rule]}).status_code == 400
    assert control("GET", "/faults").json() == {"Rules": []}


def test_faults_are_listed_and_deleted(control, faults):
    rule = {"Path": "/v1/x", "Status": 500}
    faults(rule)
    assert control("GET", "/faults").json()["Rules"][0]["Path"] == "/v1/x"
    control("POST", "/reset")
    assert control("GET", "/faults").json() == {"Rules": []}


# other behavior of the servers


def printed(api: Api) -> list[str]:
    """Return the ids listed by a query whose characters are sent unencoded."""
    api.post("/buyers", {"ID": "acme", "Name": '"Acme" <1>'})
    response = received(api, '/buyers?DateCreated=>2015-01-01&Name="Acme" <1>'.replace(" ", "%20"))
    assert response.startswith(b"HTTP/1.1 200")
    return [item["ID"] for item in json.loads(response.partition(b"\r\n\r\n")[2])["Items"]]


def test_a_query_may_hold_any_printable_character(seller_api):
    assert printed(seller_api) == ["acme"]


def test_the_length_of_a_query_is_limited_by_the_emulator_and_not_by_its_server(seller_api):
    assert seller_api.call("GET", "/buyers", Name="x" * 16_000).status_code == 200
    assert seller_api.refused("GET", "/buyers", Name="x" * 20_000) == (414, "Request.QueryTooLong")


def test_the_in_process_server_has_the_same_limit(session):
    with server.run_in_thread() as running:
        running.emulator.organizations.provision("inside", "Sandbox", "usw", "Inside")
        api = Marketplace(running.url, running.key, "inside", "sandbox", session).seller()
        assert printed(api) == ["acme"]
        complete_body = api.call("GET", "/me").content
        running.emulator.faults.set([{"Path": "/v1/me", "Cut": "before"}])
        assert received(api, "/me") == b""
        running.emulator.faults.set([{"Path": "/v1/me", "Cut": "during"}])
        assert received(api, "/me").endswith(b"\r\n\r\n" + complete_body[: len(complete_body) // 2])
        for status in (204, 304):
            running.emulator.faults.set([{"Path": "/v1/me", "Status": status}])
            head, end, body = received(api, "/me").partition(b"\r\n\r\n")
            assert (head.split()[1], end, body) == (str(status).encode(), b"\r\n\r\n", b"")
