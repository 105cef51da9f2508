"""Callers of the Portal API share a fair number of requests, and each response says what is left."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("frozen_time")
QUOTA = re.compile(r'"(user|token|network)";r=(\d+);t=(\d+)')


def left(response) -> tuple[str, int]:
    policy, remaining, reset = QUOTA.fullmatch(response["RateLimit"]).groups()
    assert 0 < int(reset) <= 60
    return policy, int(remaining)


@pytest.mark.parametrize(
    ("who", "method", "path", "status"),
    [
        ("olive", "GET", "/me", 200),
        ("olive", "PUT", "/organizations/acme_Sandbox", 400),
        ("olive", "GET", "/organizations/elsewhere", 404),
        ("", "GET", "/me", 401),
        ("", "GET", "/nothing/here", 404),
        ("", "PATCH", "/me", 405),
        ("", "OPTIONS", "/me", 204),
        ("", "POST", "/oauth/token", 400),
        ("", "GET", "/openapi.json", 200),
    ],
)
def test_every_response_says_what_is_left(send, settings, who, method, path, status):
    settings.API_RATE_LIMIT, settings.API_ANONYMOUS_RATE_LIMIT = 50, 20
    response = send(who, method, path)
    assert response.status_code == status
    policy, limit = ("user", 50) if who else ("network", 20)
    assert response["RateLimit-Policy"] == f'"{policy}";q={limit};w=60'
    assert left(response) == (policy, limit - 1)
    assert left(send(who, method, path)) == (policy, limit - 2)


def test_a_user_with_too_many_requests_waits_while_others_go_on(send, settings):
    settings.API_RATE_LIMIT = 2
    for remaining in (1, 0):
        assert left(send("olive", "GET", "/me")) == ("user", remaining)
    refused = send("olive", "GET", "/me")
    assert refused.status_code == 429
    assert refused.json()["Errors"][0]["ErrorCode"] == refused.json()["error"] == "TooManyRequests"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert left(refused) == ("user", 0)
    assert send("victor", "GET", "/me").status_code == 200


def test_a_refused_write_changes_nothing(send, settings, cast):
    settings.API_RATE_LIMIT = 1
    send("olive", "GET", "/me")
    assert send("olive", "PUT", "/organizations/acme_Sandbox", {"Name": "Other"}).status_code == 429
    cast.sandbox.refresh_from_db()
    assert cast.sandbox.name != "Other"


def test_a_network_without_tokens_waits_while_its_users_go_on(send, settings):
    settings.API_ANONYMOUS_RATE_LIMIT = 2
    assert [send("", "GET", "/me").status_code for _ in range(3)] == [401, 401, 429]
    refused = send("", "GET", "/nothing")
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert send("olive", "GET", "/me").status_code == 200
