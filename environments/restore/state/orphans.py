"""Staging's own assignments of message senders, when the one that they name goes."""

from collections.abc import Iterator

from environments.restore.plan import Action, Plan
from environments.restore.report import Difference, Result, Why, identity
from environments.restore.resources.manifest import KINDS, PARTIES
from environments.restore.resources.resource import Record, folded
from environments.restore.state.desired_state import Goal

Named = tuple[str, tuple[str, ...]]
"""A kind, and the folded ids that lead to one of its records."""


def forget_gone_parties(plan: Plan, result: Result, goal: Goal) -> None:
    """Take out of the goal and the plan what names somebody who is going to be deleted."""
    kinds = [kind for kind in KINDS if kind.only_own]
    named = {party for kind in kinds for record in goal.documents[kind.name] for party in _parties(record)}
    gone = {
        (name, path)
        for name in {name for name, _ in named}
        for job in plan.all_jobs(Action.DELETE, name)
        if (name, path := folded((*job.place, *job.key))) in named
    }
    for kind in kinds:
        name, staying = kind.name, []
        for record in goal.documents[name]:
            if gone.isdisjoint(_parties(record)):
                staying.append(record)
            else:
                difference = Difference(identity((), kind.key_of(record)), Why.PARTY_GONE)
                result.of(name).on_purpose.append(difference)
        goal.documents[name] = staying
        names = {kind.name_of(record) for record in staying}
        for job in plan.all_jobs(Action.WRITE, name):
            if job.name not in names:
                plan.drop(job)


def _parties(record: Record) -> Iterator[Named]:
    """Everybody that an assignment names."""
    field, companies, groups, users = next(one for one in PARTIES if not one[0] or record.get(one[0]))
    company: tuple[str, ...] = (record[field],) if field else ()
    if field:
        yield companies, folded(company)
    for name, field in ((groups, "UserGroupID"), (users, "UserID")):
        if record.get(field):
            yield name, folded((*company, record[field]))
    if inner := record.get("MessageSenderAssignment"):
        yield from _parties(inner)
