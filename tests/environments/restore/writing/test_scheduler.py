"""The scheduler returns no job before its dependencies are done."""

from dataclasses import dataclass

from environments.restore.resources.manifest import RESOURCES
from environments.restore.writing.scheduler import (
    DependencyScheduler,
    deferred_stage,
    delete_dependencies,
    in_tiers,
    write_dependencies,
)


@dataclass(frozen=True)
class Job:
    name: str
    depth: int = 0


def ordered(needs, jobs):
    return DependencyScheduler(needs, {name: in_tiers(listed) for name, listed in jobs.items()})


def taken(order):
    """Return all jobs that may start now."""
    found = []
    while (one := order.next_job()) is not None:
        found.append(one)
    return found


def test_a_stage_waits_until_another_is_complete():
    order = ordered({"a": [], "b": ["a"]}, {"a": [Job("1"), Job("2")], "b": [Job("3")]})

    assert taken(order) == [("a", Job("1")), ("a", Job("2"))]
    order.job_done("a")
    assert taken(order) == []
    order.job_done("a")
    assert taken(order) == [("b", Job("3"))]


def test_independent_stages_run_together():
    order = ordered({"a": [], "b": []}, {"a": [Job("1")], "b": [Job("2")]})

    assert len(taken(order)) == 2


def test_dependencies_apply_across_stages_without_work():
    order = ordered({"a": [], "b": ["a"], "c": ["b"]}, {"a": [Job("1")], "c": [Job("2")], "b": []})

    assert taken(order) == [("a", Job("1"))]
    order.job_done("a")
    assert taken(order) == [("c", Job("2"))]


def test_lower_tiers_of_a_stage_run_first():
    order = ordered({"a": []}, {"a": [Job("child", 1), Job("root"), Job("grandchild", 2)]})

    names = []
    for _ in range(3):
        ((_, job),) = taken(order)
        names.append(job.name)
        order.job_done("a")
    assert names == ["root", "child", "grandchild"]


def test_an_empty_scheduler_yields_no_job():
    assert ordered({"a": [], "b": ["a"]}, {}).next_job() is None


def test_deletions_run_in_reverse_order():
    writing, deleting = write_dependencies(RESOURCES), delete_dependencies(RESOURCES)

    assert "Buyers" in writing["Users"]
    assert "Users" in deleting["Buyers"]
    assert all(name in deleting[other] for name in deleting for other in writing[name])


def test_deferred_stages_run_after_the_first_and_after_their_references():
    assert write_dependencies(RESOURCES)[deferred_stage("Specs")] == {"Specs", "SpecOptions"}


def test_every_stage_can_be_scheduled_in_both_directions():
    for needs in (write_dependencies(RESOURCES), delete_dependencies(RESOURCES)):
        order, done = ordered(needs, {name: [Job(name)] for name in needs}), []
        while jobs := taken(order):
            for stage, _ in jobs:
                assert needs[stage] <= set(done)
            for stage, _ in jobs:
                done.append(stage)
                order.job_done(stage)
        assert set(done) == set(needs)
