"""The portal's own tests keep up with ten thousand connections, and with hosts that don't respond."""

import random
from datetime import timedelta

import pytest
from django.core.cache import cache

from organizations.connections import changing, checks, connecting, unresponsive, verification
from organizations.connections.report import Level, Report
from organizations.models import Connection, Organization
from tests.organizations.connections.remote import reload

DOWN, UP = "https://down.example.com", "https://up.example.com"


def create_connections(owner, number: int, base_url: str = "") -> list[Connection]:
    """Create connections that are all due."""
    host = base_url.removeprefix("https://")[:4]
    organizations = Organization.objects.bulk_create(
        Organization(id=f"{host}{index}", name="x", environment="Sandbox", owner=owner)
        for index in range(number)
    )
    return Connection.objects.bulk_create(
        Connection(organization=row, type=Connection.Type.API_CLIENT, client_id="x", base_url=base_url)
        for row in organizations
    )


@pytest.fixture
def enqueued(monkeypatch) -> list[int]:
    """The connections whose test was enqueued, in order."""
    tests: list[int] = []
    monkeypatch.setattr(checks, "enqueue_on_commit", lambda task, pk, expires: tests.append(pk))
    return tests


@pytest.fixture
def called(monkeypatch) -> list[str]:
    """The addresses that tests called; `DOWN` does not respond."""
    addresses: list[str] = []

    def test(connection: Connection) -> Report:
        addresses.append(connection.base_url)
        report = Report(unreachable=connection.base_url == DOWN)
        if report.unreachable:
            report.add(Level.FAIL, "down.example.com didn't respond in time.", "Try again in a few minutes.")
        return report

    monkeypatch.setattr(verification, "test", test)
    yield addresses
    cache.clear()


def test_ten_thousand_connections_are_tested_within_the_interval():
    runs = connecting.SHORTEST_INTERVAL // checks.RUN_INTERVAL
    assert checks.share_of_run(10_000) * runs >= 10_000
    assert checks.share_of_run(10_000) == 56
    assert (checks.share_of_run(0), checks.share_of_run(1)) == (0, 1)


def test_connections_that_are_all_due_are_spread_evenly_and_each_is_tested_in_its_interval(
    cast, clock, enqueued, monkeypatch
):
    monkeypatch.setattr(connecting, "SHORTEST_INTERVAL", timedelta(minutes=30))
    monkeypatch.setattr(connecting, "LONGEST_INTERVAL", timedelta(minutes=50))
    random.seed(7)
    rows = create_connections(cast.olive, 60)
    for _ in range(30):
        assert checks.enqueue_due() == 2
        clock.move(checks.RUN_INTERVAL)
    assert sorted(enqueued) == sorted(row.pk for row in rows)
    for _ in range(50 + 5):
        checks.enqueue_due()
        clock.move(checks.RUN_INTERVAL)
    assert {enqueued.count(row.pk) for row in rows} == {2, 3}


def test_connections_to_a_host_that_does_not_respond_are_not_waited_for_one_by_one(cast, called):
    down, up = create_connections(cast.olive, 10, DOWN), create_connections(cast.olive, 3, UP)
    for connection in [*down, *up]:
        checks.test(connection.pk)
    # After three failures one test a minute tries the address.
    assert called == [DOWN] * (unresponsive.MIN_FAILURES + 1) + [UP] * 3
    for connection in map(reload, down):
        assert connection.unreachable_since
        assert connection.test_lines[0]["text"] == "down.example.com didn't respond in time."
    assert all(reload(connection).unreachable_since is None for connection in up)


def test_a_host_that_responds_again_is_called_by_each_test_again(cast, called, monkeypatch):
    down = create_connections(cast.olive, 8, DOWN)
    for connection in down[:6]:
        checks.test(connection.pk)
    called.clear()
    cache.delete(f"{unresponsive._key(reload(down[0]))}:trial")  # a minute passes
    monkeypatch.setattr(verification, "test", lambda connection: called.append(DOWN) or Report())
    for connection in down:
        assert checks.test(connection.pk)
    assert called == [DOWN] * 8


def test_a_single_failure_says_nothing_about_the_other_connections_of_its_host(cast, called):
    first, *others = create_connections(cast.olive, 3, DOWN)
    checks.test(first.pk)
    unresponsive.learn(first, Report())
    for connection in others:
        checks.test(connection.pk)
    assert called == [DOWN] * 3


def test_someone_who_tests_a_connection_calls_its_host_whatever_is_known(cast, called):
    for connection in create_connections(cast.olive, 6, DOWN):
        checks.test(connection.pk)
    called.clear()
    assert not changing.retest(reload(connection), by=cast.olive).passed
    assert called == [DOWN]
