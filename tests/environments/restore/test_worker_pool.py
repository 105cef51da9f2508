"""The worker pool: threads run tasks, and the calling thread handles their results."""

import threading

import pytest

from environments.restore.worker_pool import Task, WorkerPool


def tasks(*given):
    pending = list(given)
    return lambda: pending.pop(0) if pending else None


@pytest.fixture
def pool():
    pool = WorkerPool(4, lambda: None)
    yield pool
    pool.close()


def test_results_are_handled_in_the_calling_thread(pool):
    handled = []

    def on_done(result):
        handled.append((result, threading.current_thread()))

    pool.run(tasks(*[Task(threading.current_thread, on_done) for _ in range(20)]))

    assert len(handled) == 20
    assert {thread for _, thread in handled} == {threading.current_thread()}
    assert threading.current_thread() not in {worker for worker, _ in handled}


def test_handling_a_result_may_add_tasks(pool):
    pending = [Task(lambda: 3, lambda n: grow(n))]

    def grow(number):
        pending.extend(Task(lambda: number - 1, grow) for _ in range(2 if number else 0))

    pool.run(lambda: pending.pop() if pending else None)

    assert pending == []


def test_as_many_calls_run_concurrently_as_the_pool_has_slots(pool):
    together = threading.Barrier(4, timeout=10)

    pool.run(tasks(*[Task(together.wait, lambda _: None) for _ in range(8)]))


def test_an_error_ends_the_work_and_is_raised_to_the_caller(pool):
    done = []

    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        pool.run(tasks(Task(fail, done.append), *[Task(lambda: 1, done.append) for _ in range(1000)]))
    assert len(done) < 1000


def test_the_tick_may_end_the_work():
    class Stop(Exception):
        pass

    def tick():
        raise Stop

    pool = WorkerPool(2, tick)
    with pytest.raises(Stop):
        pool.run(tasks(Task(lambda: 1, lambda _: None)))
    pool.close()


def test_ticks_continue_while_all_workers_wait_for_a_response():
    ticks, response = [], threading.Event()

    def tick():
        ticks.append(1)
        if len(ticks) == 3:
            response.set()

    pool = WorkerPool(1, tick, interval=0.01)
    pool.run(tasks(Task(response.wait, lambda _: None)))
    pool.close()

    assert len(ticks) >= 3
