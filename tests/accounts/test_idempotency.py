"""The response of a request with an idempotency key is kept for a day."""

from datetime import timedelta

import pytest

from accounts import idempotency
from accounts.cleanup import clean_up
from lib import clock
from tests.cast import create_user

pytestmark = pytest.mark.usefixtures("frozen_time")


@pytest.fixture
def olive(db):
    return create_user("olive")


def later(monkeypatch, **duration):
    now = clock.now() + timedelta(**duration)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_a_response_is_kept_for_a_day(olive, monkeypatch):
    row, _ = idempotency.begin(olive, "key", "print")
    idempotency.finish(row, status=201, content="{}")
    later(monkeypatch, hours=23, minutes=59)
    kept, is_new = idempotency.begin(olive, "key", "print")
    assert (kept.status, kept.content, is_new) == (201, "{}", False)
    assert clean_up()["idempotency keys"] == 0
    later(monkeypatch, minutes=2)
    assert clean_up()["idempotency keys"] == 1


def test_a_key_is_free_after_a_day_also_before_the_cleanup(olive, monkeypatch):
    row, _ = idempotency.begin(olive, "key", "print")
    idempotency.finish(row, status=201, content="{}")
    later(monkeypatch, hours=25)
    assert idempotency.begin(olive, "key", "another print")[1]


def test_a_late_end_of_a_killed_request_does_not_touch_its_repetition(olive, monkeypatch):
    lost, _ = idempotency.begin(olive, "key", "print")
    later(monkeypatch, minutes=6)
    again, is_new = idempotency.begin(olive, "key", "print")
    assert is_new
    idempotency.finish(lost, status=201, content="{}")
    idempotency.release(lost)
    with pytest.raises(idempotency.StillRunning):
        idempotency.begin(olive, "key", "print")
    idempotency.finish(again, status=204, content="")
    assert idempotency.begin(olive, "key", "print")[0].status == 204
