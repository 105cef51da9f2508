"""The rate limiter, shared through Redis or in one process; both behave the same. The tests set the clock."""

import heapq
import random
from itertools import count

import pytest

from environments.ordercloud.limiter import Limiter, RedisRate
from environments.ordercloud.local_rate import LocalRate
from tests.environments.fake_server import NO_REDIS


class Clock:
    def __init__(self):
        self.time = 1000.0

    def __call__(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["local", "shared"])
def limiter(request, clock, valkey):
    return LocalRate(clock) if request.param == "local" else RedisRate(valkey, "organization", clock)


def test_calls_do_not_wait_while_no_limit_is_known(limiter):
    assert [limiter.reserve() for _ in range(1000)] == [0.0] * 1000


def test_after_a_429_all_calls_wait_for_retry_after(limiter, clock):
    limiter.reserve()
    limiter.slow_down(5)

    assert limiter.cooldown() == pytest.approx(5)
    assert limiter.reserve() == pytest.approx(5)
    clock.time += 5
    assert limiter.cooldown() == 0


def test_the_rate_after_a_429_is_below_the_accepted_rate(limiter, clock):
    for _ in range(50):
        limiter.reserve()
    clock.time += 0.9
    limiter.slow_down(1)
    clock.time += 1

    waits = [limiter.reserve() for _ in range(40)]

    assert waits[-1] == pytest.approx(39 / (0.9 * 49), rel=0.01)


def test_429s_of_concurrent_calls_count_as_one(limiter, clock):
    for _ in range(100):
        limiter.reserve()
    for _ in range(16):
        limiter.slow_down(1)
    clock.time += 1
    limiter.reserve()

    assert limiter.reserve() == pytest.approx(1 / (0.9 * 84), rel=0.01)


def test_a_second_429_at_most_halves_the_rate(limiter, clock):
    for _ in range(100):
        limiter.reserve()
    limiter.slow_down(1)
    clock.time += 3
    limiter.slow_down(1)
    clock.time += 1
    limiter.reserve()

    assert limiter.reserve() == pytest.approx(2 / (0.9 * 99), rel=0.05)


def run(limiter, clock, limit, seconds, slots=16, latency=0.05):
    """Run sequential callers in each slot against a server that accepts `limit` calls per second.

    Returns the numbers of accepted and refused calls.
    """
    start, order = clock.time, count()
    events = [(clock.time, next(order), "acquire") for _ in range(slots)]
    accepted = refused = 0
    second, in_second = 0, 0
    while events:
        clock.time, _, what = heapq.heappop(events)
        if clock.time - start > seconds:
            break
        if what == "acquire":
            heapq.heappush(events, (clock.time + limiter.reserve(), next(order), "send"))
        elif limiter.cooldown() > 0:
            heapq.heappush(events, (clock.time, next(order), "acquire"))
        else:
            if int(clock.time) != second:
                second, in_second = int(clock.time), 0
            in_second += 1
            done = (clock.time + latency, next(order), "acquire")
            if in_second > limit:
                refused += 1
                limiter.slow_down(1)
            else:
                accepted += 1
            heapq.heappush(events, done)
    return accepted, refused


@pytest.mark.parametrize("limit", [20, 100, 250])
def test_under_a_limit_the_rate_stays_close_below_it(clock, limit):
    accepted, refused = run(LocalRate(clock), clock, limit, seconds=60)

    assert accepted >= 0.85 * limit * 60
    assert refused < 0.02 * accepted


def test_a_lifted_limit_is_detected(clock):
    limiter = LocalRate(clock)
    run(limiter, clock, 50, seconds=10)

    run(limiter, clock, 10_000, seconds=60)
    accepted, refused = run(limiter, clock, 10_000, seconds=10)

    assert accepted > 2 * 50 * 10
    assert refused == 0


def test_the_shared_limiter_computes_as_the_local_one(clock, valkey):
    chance = random.Random(7)
    local, shared = LocalRate(clock), RedisRate(valkey, "organization", clock)
    for _ in range(2000):
        clock.time += chance.choice([0, 0, 0.001, 0.01, 0.1, 1.5])
        if chance.random() < 0.02:
            local.slow_down(1)
            shared.slow_down(1)
        assert shared.reserve() == pytest.approx(local.reserve(), abs=1e-6)
        assert shared.cooldown() == pytest.approx(local.cooldown(), abs=1e-6)


def test_two_processes_share_one_rate(clock, valkey):
    first, second = RedisRate(valkey, "organization", clock), RedisRate(valkey, "organization", clock)
    first.reserve()
    first.slow_down(3)

    assert second.cooldown() == pytest.approx(3)
    assert RedisRate(valkey, "another organization", clock).cooldown() == 0


def test_a_call_scheduled_during_a_pause_queues_again(valkey):
    waited = []

    def sleep(seconds):
        waited.append(seconds)
        if len(waited) == 3:
            valkey.delete("rate:organization")

    limiter = Limiter("organization", valkey, sleep=sleep)
    limiter.report_429(60)
    limiter.acquire()

    assert len(waited) == 3


def test_without_redis_each_process_limits_its_own_rate(caplog):
    limiter = Limiter("organization", NO_REDIS, sleep=lambda _: None)

    for _ in range(3):
        limiter.acquire()
    limiter.report_429(0.0)

    assert limiter._local.rate > 0
    assert len(caplog.records) == 1
