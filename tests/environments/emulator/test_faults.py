"""Faults on demand."""

import os
import time

import pytest
import requests


@pytest.fixture
def faults(control, marketplace):
    """Sets rules for the organization of the test, and takes them away after it."""

    def set_(*rules: dict) -> requests.Response:
        own = [{"Organization": marketplace.portal_id} | rule for rule in rules]
        return control("POST", "/faults", {"Rules": own})

    yield set_
    control("DELETE", "/faults")


def test_a_status_is_answered_instead_of_doing_it(api, faults):
    faults({"Method": "POST", "Path": "/v1/buyers", "Status": 500})
    assert api.refused("POST", "/buyers", {"Name": "B"}) == (500, "ServerError")
    assert api.items("/buyers") == []
    assert api.post("/suppliers", {"Name": "S"})


def test_too_many_requests_say_when_to_come_again(api, faults):
    faults({"Path": "/v1/*", "Status": 429, "RetryAfter": 7, "Times": 2})
    answers = [api.call("GET", "/buyers") for _ in range(3)]
    assert [a.status_code for a in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "7"


def test_a_rate_lets_so_many_calls_a_second_pass(api, faults):
    faults({"Rate": 3})
    statuses = [api.call("GET", "/me").status_code for _ in range(5)]
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses[3:]


def test_faults_strike_other_organizations_not(api, faults, found):
    faults({"Status": 503})
    assert api.refused("GET", "/me") == (503, "Api.Offline")
    assert found().seller().get("/me")


def test_a_chance_of_nothing_never_strikes(api, faults):
    faults({"Status": 500, "Chance": 0})
    assert api.get("/me")


def test_latency_is_waited(api, faults):
    faults({"LatencyMs": 120})
    began = time.perf_counter()
    api.get("/me")
    assert time.perf_counter() - began >= 0.12


def test_a_cut_connection_gives_no_answer(api, faults):
    faults({"Path": "/v1/me", "Cut": "before", "Times": 1})
    with pytest.raises(requests.ConnectionError):
        api.call("GET", "/me")
    assert api.get("/me")


def test_cutting_connections_leaves_no_file_open(api, faults):
    faults({"Path": "/v1/me", "Cut": "before", "Times": 8})
    api.get("/suppliers")
    open_before = len(os.listdir("/dev/fd"))
    for _ in range(8):
        with pytest.raises(requests.ConnectionError):
            api.call("GET", "/me")
    assert len(os.listdir("/dev/fd")) < open_before + 8


def test_a_torn_answer_stops_in_its_middle(api, faults):
    faults({"Path": "/v1/me", "Cut": "during", "Times": 1})
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        api.call("GET", "/me")
    assert api.get("/me")


def test_a_slow_answer_comes_whole(api, faults):
    faults({"Path": "/v1/me", "SlowMs": 5})
    began = time.perf_counter()
    assert api.get("/me")["FirstName"] == "Default User"
    assert time.perf_counter() - began >= 0.05


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
        {"Cut": "sometimes"},
        {"Chance": True},
        {"LatencyMs": -1},
        "rule",
    ],
)
def test_what_is_no_rule_is_refused(control, rule):
    assert control("POST", "/faults", {"Rules": [rule]}).status_code == 400
    assert control("GET", "/faults").json() == {"Rules": []}


def test_rules_are_listed_and_taken_away(control, faults):
    rule = {"Path": "/v1/x", "Status": 500}
    faults(rule)
    assert control("GET", "/faults").json()["Rules"][0]["Path"] == "/v1/x"
    control("POST", "/reset")
    assert control("GET", "/faults").json() == {"Rules": []}
