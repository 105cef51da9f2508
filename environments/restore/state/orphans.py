"""Staging's own assignments of message senders whose assignee will be deleted."""

from collections.abc import Iterator

from environments.restore.plan import Action, Plan
from environments.restore.report import Difference, Reason, Result, record_path
from environments.restore.resources.manifest import ASSIGNEE_RESOURCES, RESOURCES
from environments.restore.resources.resource import Key, Record, casefold_key
from environments.restore.state.desired_state import DesiredState

NamedRecord = tuple[str, Key]
"""A resource, and the case-folded ids that lead to one of its records."""


def drop_orphaned_assignments(plan: Plan, result: Result, desired: DesiredState) -> None:
    """Remove assignments from the desired state and the plan whose assignee will be deleted."""
    resources = [resource for resource in RESOURCES if resource.staging_only]
    named = {
        assignee
        for resource in resources
        for record in desired.records[resource.name]
        for assignee in _assignees(record)
    }
    deleted = {
        (name, path)
        for name in {name for name, _ in named}
        for job in plan.all_jobs(Action.DELETE, name)
        if (name, path := casefold_key((*job.parent_ids, *job.key))) in named
    }
    for resource in resources:
        name, remaining = resource.name, []
        for record in desired.records[name]:
            if deleted.isdisjoint(_assignees(record)):
                remaining.append(record)
            else:
                difference = Difference(record_path((), resource.key_of(record)), Reason.ASSIGNEE_MISSING)
                result.resource(name).expected_differences.append(difference)
        desired.records[name] = remaining
        names = {resource.match_key(record) for record in remaining}
        for job in plan.all_jobs(Action.WRITE, name):
            if job.match_key not in names:
                plan.remove_job(job)


def _assignees(record: Record) -> Iterator[NamedRecord]:
    """Yield all records that an assignment names as its assignee."""
    field, companies, groups, users = next(
        assignee for assignee in ASSIGNEE_RESOURCES if not assignee[0] or record.get(assignee[0])
    )
    company: tuple[str, ...] = (record[field],) if field else ()
    if field:
        yield companies, casefold_key(company)
    for name, field in ((groups, "UserGroupID"), (users, "UserID")):
        if record.get(field):
            yield name, casefold_key((*company, record[field]))
    if inner := record.get("MessageSenderAssignment"):
        yield from _assignees(inner)
