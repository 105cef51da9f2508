"""OrderCloud refuses, stumbles, slows down or goes away while a restore is under way."""

import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace

import pytest
import requests

from environments.ordercloud import errors
from environments.ordercloud.client import Client
from environments.ordercloud.limiter import Limiter
from environments.ordercloud.response import Response
from environments.restore.engine import restore
from environments.restore.reading.integrations import IntegrationsUnreadable
from tests.environments.restore.checker import differences
from tests.environments.restore.sample_data import user


class Troubled(Client):
    """A client whose tries come out as `trouble` says: it gets method and path and may give a status or an
    error.
    """

    def __init__(self, client, trouble, headers=None):
        self.__dict__.update(client.__dict__)
        self._headers = {"Retry-After": "0"} if headers is None else headers
        self._sleep = lambda seconds: None
        self._trouble = trouble

    def _attempt(self, method, url, body, headers):
        told = self._trouble(method, url)
        if isinstance(told, Exception):
            raise told
        if told is None:
            return super()._attempt(method, url, body, headers)
        if told == 429 and self._limiter:
            self._limiter.report_429(0.0)
        return Response(told, "", self._headers, b'{"Errors": [{"ErrorCode": "Bad.Luck"}]}', 0, 0, ())


class EveryFew:
    """Trouble at every n-th try of each call."""

    def __init__(self, number, what):
        self.number, self.what = number, what
        self.tries, self.lock = Counter(), threading.Lock()

    def __call__(self, method, url):
        with self.lock:
            self.tries["all"] += 1
            return self.what if self.tries["all"] % self.number == 0 else None


@pytest.mark.parametrize(
    "trouble", [429, 500, errors.IncompleteResponse("torn"), errors.ConnectionFailed("down")]
)
def test_passing_trouble_does_not_keep_a_restore_from_its_end(drifted_pair, journal, trouble):
    production = Troubled(drifted_pair.production, EveryFew(4, trouble))
    staging = Troubled(drifted_pair.staging, EveryFew(4, trouble))

    result = restore(production, staging, journal, drifted_pair.options)

    assert (result.state, result.equal, result.failed) == ("finished", True, 0)
    assert differences(drifted_pair.production, drifted_pair.staging) == []


@pytest.mark.parametrize(
    "rule",
    [
        {"Status": 500, "Chance": 0.1},
        {"Status": 503, "RetryAfter": 0, "Chance": 0.1},
        {"Cut": "before", "Chance": 0.05},
        {"Cut": "during", "Chance": 0.05},
        {"LatencyMs": 5, "JitterMs": 20},
    ],
    ids=str,
)
def test_an_emulator_that_fails_by_chance_is_borne(drifted_pair, journal, rule):
    faults = f"{drifted_pair.url}/_emulator/faults"
    requests.post(faults, json={"Rules": [rule]}, timeout=10).raise_for_status()

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    requests.delete(faults, timeout=10)
    assert [one for one in result.resources.values() if one.unreadable or one.failures] == []
    assert (result.state, result.equal) == ("finished", True)
    assert differences(drifted_pair.production, drifted_pair.staging) == []


@pytest.mark.parametrize(
    "trouble", [500, 503, errors.IncompleteResponse("torn"), errors.ConnectionFailed("down")]
)
def test_each_call_is_sent_six_times_at_most_by_client_and_engine_together(drifted_pair, journal, trouble):
    sent = Counter()

    def always(method, url):
        if method == "PUT" and url.endswith("/products/hammer-0"):
            sent[url] += 1
            return trouble
        return None

    staging = Troubled(drifted_pair.staging, always, headers={})
    with suppress(errors.Unreachable):
        restore(drifted_pair.production, staging, journal, replace(drifted_pair.options, concurrency=1))

    rounds = 1 if isinstance(trouble, Exception) else 2  # what was refused is tried again at the end
    assert list(sent.values()) == [6 * rounds]


def test_refusals_under_a_shared_pace_are_borne(drifted_pair, journal):
    staging = Troubled(drifted_pair.staging, EveryFew(10, 429))
    staging._limiter = Limiter("acme_Staging", sleep=lambda seconds: None)

    assert restore(drifted_pair.production, staging, journal, drifted_pair.options).equal


def test_an_ordercloud_that_is_gone_ends_the_run_with_an_error(drifted_pair, journal):
    staging = Troubled(
        drifted_pair.staging, lambda method, url: errors.ConnectionFailed("down") if method != "GET" else None
    )

    with pytest.raises(errors.ConnectionFailed):
        restore(drifted_pair.production, staging, journal, drifted_pair.options)


def test_a_record_that_ordercloud_will_not_take_is_named_with_its_words(drifted_pair, journal):
    def trouble(method, url):
        return 400 if method == "PUT" and "hammer-0" in url else None

    result = restore(
        drifted_pair.production, Troubled(drifted_pair.staging, trouble), journal, drifted_pair.options
    )

    assert (result.state, result.equal, result.failed) == ("incomplete", False, 1)
    (failure,) = result.resource("Products").failures
    assert failure.id == "hammer-0"
    assert "Bad.Luck" in failure.error_text
    assert (failure.code, failure.name) == ("Bad.Luck", "Hammer 0")
    assert all("hammer-0" in text for text in differences(drifted_pair.production, drifted_pair.staging))


def test_a_list_that_cannot_be_read_is_left_alone_and_named(drifted_pair, journal):
    drifted_pair.staging.put("/buyers/acme/users/later", user("later"))

    def trouble(method, url):
        return 403 if "/users" in url else None

    result = restore(
        Troubled(drifted_pair.production, trouble), drifted_pair.staging, journal, drifted_pair.options
    )

    assert result.state == "incomplete"
    assert "403" in result.resource("Users").unreadable
    assert drifted_pair.staging.get("/buyers/acme/users/later")["Username"] == "later"
    assert drifted_pair.staging.get("/products/hammer-2")["Name"] == "Hammer 2"


def test_unreadable_suppliers_do_not_keep_products_from_being_restored(drifted_pair, journal):
    def trouble(method, url):
        return 403 if "/suppliers" in url else None

    result = restore(
        Troubled(drifted_pair.production, trouble), drifted_pair.staging, journal, drifted_pair.options
    )

    assert "403" in result.resource("Suppliers").unreadable
    assert result.resource("Products").created == 1


@pytest.mark.parametrize("half", ["production", "staging"])
def test_without_the_integrations_nothing_is_written(drifted_pair, journal, half):
    before = len(drifted_pair.changes("acme_Staging"))
    troubled = Troubled(getattr(drifted_pair, half), lambda method, url: 403 if "/webhooks" in url else None)
    pair = replace(drifted_pair, **{half: troubled})

    with pytest.raises(IntegrationsUnreadable, match="403"):
        restore(pair.production, pair.staging, journal, pair.options)

    assert len(drifted_pair.changes("acme_Staging")) == before
    assert journal.captures is None


def test_a_refused_token_ends_the_run_because_nothing_else_would_work(drifted_pair, journal):
    staging = Troubled(drifted_pair.staging, lambda method, url: 401 if method != "GET" else None)

    with pytest.raises(errors.Unauthorized):
        restore(drifted_pair.production, staging, journal, drifted_pair.options)


def test_nothing_is_deleted_from_a_list_that_does_not_hold_still(drifted_pair, journal):
    class Moving(Client):
        """Loses a product from each page, as if somebody had deleted one before it."""

        def get(self, path, query=()):
            page = super().get(path, query)
            if path == "/products":
                page["Items"] = page["Items"][1:]
            return page

    moving = Moving.__new__(Moving)
    moving.__dict__.update(drifted_pair.production.__dict__)

    result = restore(moving, drifted_pair.staging, journal, drifted_pair.options)

    assert drifted_pair.staging.get("/products/only-staging")["Name"] == "Only Staging"
    assert ("Products", "changed-meanwhile") in {(one.resource, one.type) for one in result.drift}
    assert not result.equal


def test_what_production_gains_while_it_is_restored_is_noticed(drifted_pair, journal):
    for number in range(60):
        drifted_pair.production.put(f"/adminusers/extra-{number}", user(f"extra{number}"))

    def trouble(method, url):
        if method == "PUT" and "hammer" in url:
            drifted_pair.production.put("/adminusers/late", user("late"))

    result = restore(
        drifted_pair.production, Troubled(drifted_pair.staging, trouble), journal, drifted_pair.options
    )

    assert ("AdminUsers", "changed-meanwhile") in {(one.resource, one.type) for one in result.drift}
    assert not result.equal


def test_what_is_written_but_does_not_stick_is_noticed(drifted_pair, journal):
    class Forgetful(Client):
        """Says yes to a product and forgets it."""

        def put(self, path, json=None, query=()):
            return None if path == "/products/hammer-2" else super().put(path, json, query)

    forgetful = Forgetful.__new__(Forgetful)
    forgetful.__dict__.update(drifted_pair.staging.__dict__)

    result = restore(drifted_pair.production, forgetful, journal, drifted_pair.options)

    (item,) = result.drift
    assert (item.resource, item.id, item.type) == ("Products", "hammer-2", "still-different")
    assert not result.equal
