"""Nothing is given out before what it depends on is done."""

from dataclasses import dataclass

from environments.restore.resources.manifest import KINDS
from environments.restore.writing.scheduler import (
    Order,
    deferred_stage,
    deleting_needs,
    in_tiers,
    writing_needs,
)


@dataclass(frozen=True)
class Job:
    name: str
    tier: int = 0


def ordered(needs, jobs):
    return Order(needs, {name: in_tiers(listed) for name, listed in jobs.items()})


def taken(order):
    """All jobs that may begin now."""
    found = []
    while (one := order.take()) is not None:
        found.append(one)
    return found


def test_a_stage_waits_until_all_of_another_landed():
    order = ordered({"a": [], "b": ["a"]}, {"a": [Job("1"), Job("2")], "b": [Job("3")]})

    assert taken(order) == [("a", Job("1")), ("a", Job("2"))]
    order.landed("a")
    assert taken(order) == []
    order.landed("a")
    assert taken(order) == [("b", Job("3"))]


def test_stages_that_do_not_depend_on_each_other_go_together():
    order = ordered({"a": [], "b": []}, {"a": [Job("1")], "b": [Job("2")]})

    assert len(taken(order)) == 2


def test_waiting_passes_through_stages_without_work():
    order = ordered({"a": [], "b": ["a"], "c": ["b"]}, {"a": [Job("1")], "c": [Job("2")], "b": []})

    assert taken(order) == [("a", Job("1"))]
    order.landed("a")
    assert taken(order) == [("c", Job("2"))]


def test_lower_tiers_of_a_stage_go_first():
    order = ordered({"a": []}, {"a": [Job("child", 1), Job("root"), Job("grandchild", 2)]})

    names = []
    for _ in range(3):
        ((_, job),) = taken(order)
        names.append(job.name)
        order.landed("a")
    assert names == ["root", "child", "grandchild"]


def test_nothing_to_do_is_nothing_to_take():
    assert ordered({"a": [], "b": ["a"]}, {}).take() is None


def test_deleting_turns_the_order_of_writing_round():
    writing, deleting = writing_needs(KINDS), deleting_needs(KINDS)

    assert "Buyers" in writing["Users"]
    assert "Users" in deleting["Buyers"]
    assert all(name in deleting[other] for name in deleting for other in writing[name])


def test_deferred_stage_come_after_the_first_and_after_what_they_refer_to():
    assert writing_needs(KINDS)[deferred_stage("Specs")] == {"Specs", "SpecOptions"}


def test_everything_can_be_done_in_both_directions():
    for needs in (writing_needs(KINDS), deleting_needs(KINDS)):
        order, done = ordered(needs, {name: [Job(name)] for name in needs}), []
        while jobs := taken(order):
            for stage, _ in jobs:
                assert needs[stage] <= set(done)
            for stage, _ in jobs:
                done.append(stage)
                order.landed(stage)
        assert set(done) == set(needs)
