"""Messages to workers: one per run, limited in number, and each with an expiry time."""

import json
from datetime import timedelta

import pytest
import time_machine

from lib import clock
from organizations.restores import lifecycle, queue, tasks
from organizations.restores.lease import claim
from organizations.restores.models import Restore
from tests.cast import create_staging_pair

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def messages(valkey):
    """A function that returns the messages in the queue, as (run, whether the message expires)."""

    def read() -> list[tuple[int, bool]]:
        raw = [json.loads(message) for message in valkey.lrange("celery", 0, -1)]
        runs = [message for message in raw if message["headers"]["task"] == queue.RUN_TASK]
        return [
            (json.loads(message["headers"]["argsrepr"].strip("(),")), bool(message["headers"]["expires"]))
            for message in reversed(runs)
        ]

    return read


@pytest.fixture
def waiting(cast):
    """Three runs that wait, oldest first."""
    pairs = [cast.pair, create_staging_pair(cast.olive, "one"), create_staging_pair(cast.olive, "two")]
    return [Restore.objects.create(pair=pair, state="waiting", trigger="schedule") for pair in pairs]


def test_repeated_sweeps_keep_one_expiring_message_per_waiting_run(waiting, messages):
    for _ in range(3):
        tasks.recover_restores()
    assert messages() == [(run.pk, True) for run in waiting]


def test_an_expired_message_is_sent_again(waiting, messages):
    assert queue.requeue_unclaimed() == 3
    with time_machine.travel(clock.now() + queue.MESSAGE_DURATION + timedelta(seconds=1)):
        assert queue.requeue_unclaimed() == 3
        assert queue.requeue_unclaimed() == 0


def test_a_just_requested_run_is_not_sent_twice(cast, messages):
    restore, _new = lifecycle.request_restore(cast.pair, by=cast.olive)
    lifecycle.request_restore(cast.pair, by=cast.adam)
    tasks.recover_restores()
    assert messages() == [(restore.pk, True)]


def test_messages_in_flight_are_limited_by_worker_capacity(waiting, messages, monkeypatch):
    monkeypatch.setattr(queue, "MAX_QUEUED", 2)
    assert queue.requeue_unclaimed() == 2
    assert queue.requeue_unclaimed() == 0
    claim(waiting[0].pk)
    assert queue.requeue_unclaimed() == 1
    assert [run for run, _expires in messages()] == [run.pk for run in waiting]


def test_a_leased_run_has_no_message(waiting):
    claim(waiting[0].pk)
    assert queue.requeue_unclaimed() == 2
