"""The records and the plan in the temporary database."""

import pytest

from environments.restore.plan import Action, Job, JobState, Plan
from environments.restore.storage.record_store import (
    ProductionRecord,
    RecordStore,
    StagingRecord,
)
from environments.restore.storage.temporary_database import (
    BATCH_SIZE,
    TemporaryDatabase,
    decode_key,
    encode_key,
)


@pytest.fixture
def database():
    database = TemporaryDatabase()
    yield database
    database.close()


@pytest.mark.parametrize("key", [("a",), ("a b", None), ('"', "\\", "ß"), ("\ud800",), ()])
def test_keys_round_trip(key):
    assert decode_key(encode_key(key)) == key


def staging(*names):
    return [StagingRecord((name,), (name.upper(),), b"d", {}, name, 0) for name in names]


def production(*names, below=0, parents=None):
    return [ProductionRecord((name,), (name,), below, (parents or {}).get(name)) for name in names]


def test_names_are_unique_within_their_list_only(database):
    records = RecordStore(database)
    first, second = records.allocate_list_id(), records.allocate_list_id()

    assert records.add_production(first, production("a", "b")) == {("a",), ("b",)}
    assert records.add_production(first, production("b", "c")) == {("c",)}
    assert records.add_production(second, production("a")) == {("a",)}

    assert (records.counts(first), records.counts(second)) == ((3, 0), (1, 0))


def test_only_records_missing_in_production_are_deleted(database):
    plan, records = Plan(database), RecordStore(database)
    list_id = records.allocate_list_id()
    records.add_staging(list_id, staging("a", "b"))
    records.add_production(list_id, production("a"))

    assert plan.add_deletes(list_id, "Things", ("parent",)) == 1
    (job,) = plan.all_jobs(Action.DELETE, "Things")
    assert (job.parent_ids, job.key, job.label) == (("parent",), ("B",), "b")


def test_rows_beyond_one_batch_are_complete_and_in_order(database):
    plan, names = Plan(database), [(str(number),) for number in range(2 * BATCH_SIZE + 1)]

    plan.add(Job(Action.WRITE, "Things", 1, (), name, name) for name in names)

    assert [job.match_key for job in plan.all_jobs(Action.WRITE, "Things")] == names


def test_records_come_after_their_references_and_cycles_end(database):
    plan, records = Plan(database), RecordStore(database)
    list_id = records.allocate_list_id()
    parents = {"b": ("a",), "c": ("b",), "x": ("y",), "y": ("x",), "z": ("elsewhere",)}
    records.add_production(list_id, production("a", "b", "c", "x", "y", "z", parents=parents))
    plan.add(Job(Action.WRITE, "Things", list_id, (), (name,), (name,)) for name in "abcz")

    records.compute_depths(list_id)
    plan.order_by_depth(list_id)

    depths = {job.key[0]: job.depth for job in plan.all_jobs(Action.WRITE, "Things")}
    assert depths == {"a": 0, "b": 1, "c": 2, "z": 0}


def test_missing_writes_and_remaining_deletions_contradict_the_plan(database):
    plan = Plan(database)
    plan.add(
        Job(Action.WRITE, "Things", 1, (), (name,), (name,)) for name in ("verified", "unverified", "failed")
    )
    plan.add(Job(Action.DELETE, "Things", 1, (), (name,), (name,)) for name in ("deleted", "remaining"))
    jobs = {job.match_key[0]: job for job in plan.succeeded_jobs("Things", 1)}
    plan.set_state([jobs["failed"]], JobState.FAILED)
    plan.set_state([jobs["verified"]], JobState.VERIFIED)
    plan.set_state([jobs["remaining"]], JobState.MISMATCHED)

    assert {job.match_key[0] for job in plan.mismatched_jobs("Things", 1)} == {"unverified", "remaining"}
    assert plan.failed_keys("Things") == {("failed",)}
    assert list(plan.changed_lists("Things")) == [(1, 4)]
