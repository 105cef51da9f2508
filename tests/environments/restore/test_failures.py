"""Restores while OrderCloud rejects calls, fails, slows down or cannot be reached."""

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


class FaultyClient(Client):
    """A client with injected faults: `fault(method, url)` returns a status, an error to raise or None."""

    def __init__(self, client, fault, headers=None):
        self.__dict__.update(client.__dict__)
        self._headers = {"Retry-After": "0"} if headers is None else headers
        self._sleep = lambda seconds: None
        self._fault = fault

    def _attempt(self, method, url, body, headers):
        fault = self._fault(method, url)
        if isinstance(fault, Exception):
            raise fault
        if fault is None:
            return super()._attempt(method, url, body, headers)
        if fault == 429 and self._limiter:
            self._limiter.report_429(0.0)
        return Response(fault, "", self._headers, b'{"Errors": [{"ErrorCode": "Bad.Luck"}]}', 0, 0, ())


class EveryNth:
    """Return a fault that occurs at every n-th attempt."""

    def __init__(self, interval, fault):
        self.interval, self.fault = interval, fault
        self.attempts, self.lock = 0, threading.Lock()

    def __call__(self, method, url):
        with self.lock:
            self.attempts += 1
            return self.fault if self.attempts % self.interval == 0 else None


@pytest.mark.parametrize(
    "fault", [429, 500, errors.IncompleteResponse("torn"), errors.ConnectionFailed("down")]
)
def test_a_restore_finishes_despite_transient_errors(drifted_pair, journal, fault):
    production = FaultyClient(drifted_pair.production, EveryNth(4, fault))
    staging = FaultyClient(drifted_pair.staging, EveryNth(4, fault))

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
def test_a_restore_finishes_despite_random_faults_of_the_emulator(drifted_pair, journal, rule):
    faults = f"{drifted_pair.url}/_emulator/faults"
    requests.post(faults, json={"Rules": [rule]}, timeout=10).raise_for_status()

    result = restore(drifted_pair.production, drifted_pair.staging, journal, drifted_pair.options)

    requests.delete(faults, timeout=10)
    assert [report for report in result.resources.values() if report.unreadable or report.failures] == []
    assert (result.state, result.equal) == ("finished", True)
    assert differences(drifted_pair.production, drifted_pair.staging) == []


@pytest.mark.parametrize(
    "fault", [500, 503, errors.IncompleteResponse("torn"), errors.ConnectionFailed("down")]
)
def test_client_and_engine_together_send_each_call_at_most_six_times(drifted_pair, journal, fault):
    sent = Counter()

    def always(method, url):
        if method == "PUT" and url.endswith("/products/hammer-0"):
            sent[url] += 1
            return fault
        return None

    staging = FaultyClient(drifted_pair.staging, always, headers={})
    with suppress(errors.Unreachable):
        restore(drifted_pair.production, staging, journal, replace(drifted_pair.options, concurrency=1))

    rounds = 1 if isinstance(fault, Exception) else 2  # rejected calls are sent again at the end
    assert list(sent.values()) == [6 * rounds]


def test_a_restore_finishes_despite_429_with_a_shared_rate_limit(drifted_pair, journal):
    staging = FaultyClient(drifted_pair.staging, EveryNth(10, 429))
    staging._limiter = Limiter("acme_Staging", sleep=lambda seconds: None)

    assert restore(drifted_pair.production, staging, journal, drifted_pair.options).equal


def test_an_unreachable_ordercloud_ends_the_run_with_an_error(drifted_pair, journal):
    staging = FaultyClient(
        drifted_pair.staging, lambda method, url: errors.ConnectionFailed("down") if method != "GET" else None
    )

    with pytest.raises(errors.ConnectionFailed):
        restore(drifted_pair.production, staging, journal, drifted_pair.options)


def test_a_rejected_record_is_reported_with_the_error_of_ordercloud(drifted_pair, journal):
    def fault(method, url):
        return 400 if method == "PUT" and "hammer-0" in url else None

    result = restore(
        drifted_pair.production, FaultyClient(drifted_pair.staging, fault), journal, drifted_pair.options
    )

    assert (result.state, result.equal, result.failed) == ("incomplete", False, 1)
    (failure,) = result.resource("Products").failures
    assert failure.id == "hammer-0"
    assert "Bad.Luck" in failure.error_text
    assert (failure.code, failure.name) == ("Bad.Luck", "Hammer 0")
    assert all("hammer-0" in text for text in differences(drifted_pair.production, drifted_pair.staging))


def test_an_unreadable_list_is_not_restored_and_is_reported(drifted_pair, journal):
    drifted_pair.staging.put("/buyers/acme/users/later", user("later"))

    def fault(method, url):
        return 403 if "/users" in url else None

    result = restore(
        FaultyClient(drifted_pair.production, fault), drifted_pair.staging, journal, drifted_pair.options
    )

    assert result.state == "incomplete"
    assert "403" in result.resource("Users").unreadable
    assert drifted_pair.staging.get("/buyers/acme/users/later")["Username"] == "later"
    assert drifted_pair.staging.get("/products/hammer-2")["Name"] == "Hammer 2"


def test_products_are_restored_when_suppliers_are_unreadable(drifted_pair, journal):
    def fault(method, url):
        return 403 if "/suppliers" in url else None

    result = restore(
        FaultyClient(drifted_pair.production, fault), drifted_pair.staging, journal, drifted_pair.options
    )

    assert "403" in result.resource("Suppliers").unreadable
    assert result.resource("Products").created == 1


@pytest.mark.parametrize("side", ["production", "staging"])
def test_nothing_is_written_when_the_integrations_are_unreadable(drifted_pair, journal, side):
    before = len(drifted_pair.changes("acme_Staging"))
    client = FaultyClient(
        getattr(drifted_pair, side), lambda method, url: 403 if "/webhooks" in url else None
    )
    pair = replace(drifted_pair, **{side: client})

    with pytest.raises(IntegrationsUnreadable, match="403"):
        restore(pair.production, pair.staging, journal, pair.options)

    assert len(drifted_pair.changes("acme_Staging")) == before
    assert journal.captures is None


def test_a_rejected_token_ends_the_run(drifted_pair, journal):
    staging = FaultyClient(drifted_pair.staging, lambda method, url: 401 if method != "GET" else None)

    with pytest.raises(errors.Unauthorized):
        restore(drifted_pair.production, staging, journal, drifted_pair.options)


def test_nothing_is_deleted_from_a_list_that_changes_while_it_is_read(drifted_pair, journal):
    class ShrinkingClient(Client):
        """Omits a product from each page, as if it had been deleted while the list was read."""

        def get(self, path, query=()):
            page = super().get(path, query)
            if path == "/products":
                page["Items"] = page["Items"][1:]
            return page

    production = ShrinkingClient.__new__(ShrinkingClient)
    production.__dict__.update(drifted_pair.production.__dict__)

    result = restore(production, drifted_pair.staging, journal, drifted_pair.options)

    assert drifted_pair.staging.get("/products/only-staging")["Name"] == "Only Staging"
    assert ("Products", "changed-meanwhile") in {(item.resource, item.type) for item in result.drift}
    assert not result.equal


def test_a_record_created_in_production_during_a_restore_is_reported(drifted_pair, journal):
    for number in range(60):
        drifted_pair.production.put(f"/adminusers/extra-{number}", user(f"extra{number}"))

    def fault(method, url):
        if method == "PUT" and "hammer" in url:
            drifted_pair.production.put("/adminusers/late", user("late"))

    result = restore(
        drifted_pair.production, FaultyClient(drifted_pair.staging, fault), journal, drifted_pair.options
    )

    assert ("AdminUsers", "changed-meanwhile") in {(item.resource, item.type) for item in result.drift}
    assert not result.equal


def test_a_write_that_was_not_stored_is_reported(drifted_pair, journal):
    class LossyClient(Client):
        """Accepts a product without storing it."""

        def put(self, path, json=None, query=()):
            return None if path == "/products/hammer-2" else super().put(path, json, query)

    lossy = LossyClient.__new__(LossyClient)
    lossy.__dict__.update(drifted_pair.staging.__dict__)

    result = restore(drifted_pair.production, lossy, journal, drifted_pair.options)

    (item,) = result.drift
    assert (item.resource, item.id, item.type) == ("Products", "hammer-2", "still-different")
    assert not result.equal
