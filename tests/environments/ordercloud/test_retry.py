"""The client's retry policy."""

import pytest

from environments.ordercloud import Client, errors
from environments.ordercloud.retry import RetryPolicy, retry_after
from tests.environments.fake_server import FakeResponse


@pytest.fixture
def client(fake_server):
    return Client(fake_server.endpoint, lambda force: "cached", sleep=lambda seconds: None)


RETRY_POLICY = RetryPolicy(max_attempts=3, retry_server_errors=True, saves_are_idempotent=True)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "POST", "PATCH"])
@pytest.mark.parametrize(
    "response",
    [FakeResponse(500), FakeResponse(503), FakeResponse(200, b"<html>"), FakeResponse(silent=True)],
    ids=str,
)
def test_a_retrying_client_repeats_calls_that_the_server_did_not_process(
    client, fake_server, method, response
):
    fake_server.respond_with(response, response, FakeResponse(200, b"{}"))

    assert client.with_retries(RETRY_POLICY).call(method, "/buyers/b").body == b"{}"
    assert len(fake_server.requests) == 3


@pytest.mark.parametrize("status", [500, 503])
def test_a_retrying_client_stops_after_its_attempts(client, fake_server, status):
    fake_server.respond_with(FakeResponse(status))

    assert client.with_retries(RETRY_POLICY).call("GET", "/me").status == status
    assert len(fake_server.requests) == 3


@pytest.mark.parametrize(
    "response", [FakeResponse(500), FakeResponse(200, b"<html>"), FakeResponse(silent=True)], ids=str
)
def test_a_call_that_is_not_idempotent_is_not_repeated(client, fake_server, response):
    fake_server.respond_with(response, FakeResponse())

    with pytest.raises(errors.OrderCloudError):
        client.with_retries(RETRY_POLICY).post("/apiclients", {}, once=True)
    assert len(fake_server.requests) == 1


def test_another_policy_does_not_change_the_original_client(client, fake_server):
    fake_server.respond_with(FakeResponse(500))

    client.with_retries(RETRY_POLICY)

    assert client.call("GET", "/me").status == 500
    assert len(fake_server.requests) == 1


@pytest.mark.parametrize(
    "value", ["", "²", "-1", "1.5", "soon", "9" * 5000, "86401", "Fri, 31 Dec 9999 23:59:59 GMT", "\x00"]
)
def test_an_invalid_retry_after_is_ignored(value):
    assert retry_after({"Retry-After": value}) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0.0), (" 7 ", 7.0), ("86400", 86400.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)],
)
def test_retry_after_may_be_seconds_or_a_date(value, seconds):
    assert retry_after({"Retry-After": value}) == seconds
