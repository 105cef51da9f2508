"""The clock at the control address."""

from datetime import datetime, timedelta

import pytest


def now(control) -> datetime:
    return datetime.fromisoformat(control("GET", "/clock").json()["Now"])


def test_the_clock_moves_by_a_time_or_to_one(control, clock):
    clock(0)
    before = now(control)
    moved = control("PUT", "/clock", {"Days": 1, "Hours": 2, "Seconds": 3}).json()
    ahead = timedelta(days=1, hours=2, seconds=3)
    assert now(control) - before >= ahead
    assert moved["AheadSeconds"] == ahead.total_seconds()
    assert moved["Runs"] == []
    assert control("PUT", "/clock", {"Now": "2030-01-31"}).json()["Now"].startswith("2030-01-31T00:00:0")
    assert control("PUT", "/clock", {"Now": before.isoformat()}).status_code == 200
    assert now(control) - before < timedelta(minutes=1)


@pytest.mark.parametrize(
    "body",
    [{}, {"Now": "x"}, {"Now": 5}, {"Now": "9999-01-01"}, {"Days": 10**7}, {"Days": "1"}, {"Hours": True}],
)
def test_an_invalid_time_is_refused(control, clock, body):
    clock(0)
    response = control("PUT", "/clock", body)
    assert response.status_code == 400, response.text
    assert now(control) < datetime.now().astimezone() + timedelta(minutes=1)
