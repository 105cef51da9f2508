"""Execution of the plan.

First, addresses that Staging must not have are blanked. Then records that only Staging has are deleted,
dependent ones first, so that their unique values are free; then everything is written in the order of the
manifest. Jobs that OrderCloud rejects are retried when the others are done, since the cause may no longer
exist. Records that still block each other's unique values release them first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from environments.ordercloud.errors import Conflict, NotFound
from environments.restore.context import RunContext
from environments.restore.journal import Phase
from environments.restore.plan import Action, Job, JobState, deferred_stage
from environments.restore.report import Change, ChangeType, Difference, Failure, Reason, record_path
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.resource import Record, Resource
from environments.restore.worker_pool import Task, WorkerPool
from environments.restore.writing.mutations import MutationOutcome, Mutations, Rejection
from environments.restore.writing.scheduler import (
    DependencyScheduler,
    delete_dependencies,
    in_tiers,
    write_dependencies,
)

JobsByStage = Mapping[str, Iterable[Iterable[Job]]]
"""Jobs by stage and tier. A stage is the name of a resource, or its `deferred_stage`."""


@dataclass(frozen=True)
class _RejectedJob:
    """A job that OrderCloud rejected."""

    resource: Resource
    job: Job
    rejection: Rejection

    @property
    def holds_unique_value(self) -> bool:
        """Return whether the record must release its unique values, which another may need."""
        job = self.job
        is_write = job.action is Action.WRITE and job.exists
        return bool(self.resource.unique_fields) and is_write and isinstance(self.rejection, Conflict)


class Executor:
    """Executes the plan in `context` for `resources`, once. Used by the engine's own thread."""

    def __init__(self, resources: Iterable[Resource], context: RunContext, pool: WorkerPool):
        self._context, self._pool, self._mutations = context, pool, Mutations(context)
        resources = list(resources)
        self._resources = {resource.name: resource for resource in resources}
        self._resources.update({deferred_stage(resource.name): resource for resource in resources})
        self._dependencies = {
            Action.WRITE: write_dependencies(resources),
            Action.DELETE: delete_dependencies(resources),
        }

    def run(self) -> None:
        """Execute the plan, and report what was done and what failed."""
        self._report_planned(Phase.DELETE, Action.DELETE)
        self._report_planned(Phase.WRITE, Action.WRITE)
        self._blank_addresses()
        # Deleting a category deletes everything below it, some of which may only have to be moved.
        deletes = self._planned_jobs(Action.DELETE)
        nested = {name: tiers for name, tiers in deletes.items() if self._resources[name].parent_field}
        others = {name: tiers for name, tiers in deletes.items() if name not in nested}
        rejected = self._run_jobs(Action.DELETE, others)
        rejected += self._run_jobs(Action.WRITE, self._planned_jobs(Action.WRITE))
        rejected += self._run_jobs(Action.DELETE, nested)
        self._retry_rejected(rejected)

    def _planned_jobs(self, action: Action) -> JobsByStage:
        plan = self._context.plan
        return {
            stage: [plan.jobs(action, stage, tier) for tier in tiers]
            for stage, tiers in plan.stages(action).items()
        }

    def _blank_addresses(self) -> None:
        jobs = iter(self._context.plan.addresses_to_blank)

        def next_task() -> Task | None:
            job = next(jobs, None)
            if job is None:
                return None
            name, key = job
            return Task(partial(self._mutations.blank_address, RESOURCES_BY_NAME[name], key), on_done)

        def on_done(outcome: MutationOutcome) -> None:
            if outcome.rejection and not isinstance(outcome.rejection, NotFound):
                raise outcome.rejection

        self._pool.run(next_task)

    def _retry_rejected(self, rejected: list[_RejectedJob]) -> None:
        """Retry rejected jobs until that no longer helps; those that are left have failed."""
        freed: dict[int, Record | None] = {}
        while rejected:
            left = self._retry(Action.DELETE, rejected) + self._retry(Action.WRITE, rejected)
            holders = [item for item in left if item.holds_unique_value and item.job.id not in freed]
            if holders:
                freed |= self._free_unique_values(holders)
            elif len(left) == len(rejected):
                break
            rejected = left
        self._restore_unique_values(
            [(item, before) for item in rejected if (before := freed.get(item.job.id))]
        )
        for item in rejected:
            self._on_failed(item)

    def _retry(self, action: Action, rejected: list[_RejectedJob]) -> list[_RejectedJob]:
        jobs: dict[str, list[Job]] = {}
        for item in rejected:
            if item.job.action is action:
                jobs.setdefault(item.job.stage, []).append(item.job)
        return self._run_jobs(action, {stage: in_tiers(listed) for stage, listed in jobs.items()})

    def _free_unique_values(self, holders: list[_RejectedJob]) -> dict[int, Record | None]:
        """Change the unique values of records that block each other; return the records as they were."""
        before: dict[int, Record | None] = {}

        def on_done(item: _RejectedJob, outcome: MutationOutcome) -> None:
            # A rejection shows when the record is written again.
            before[item.job.id] = outcome.previous
            self._context.progress.done(item.resource.name, Phase.WRITE)

        mutations: list[Callable[[], MutationOutcome]] = [
            partial(self._mutations.free_unique_value, item.resource, item.job) for item in holders
        ]
        self._run_mutations(holders, mutations, on_done)
        return before

    def _restore_unique_values(self, freed: list[tuple[_RejectedJob, Record]]) -> None:
        """Restore the unique values of records that could not be written."""

        def on_done(item: _RejectedJob, outcome: MutationOutcome) -> None:
            self._context.progress.done(item.resource.name, Phase.WRITE)

        mutations: list[Callable[[], MutationOutcome]] = [
            partial(self._mutations.restore_unique_value, item.resource, item.job, before)
            for item, before in freed
        ]
        self._run_mutations([item for item, _ in freed], mutations, on_done)

    def _run_mutations(
        self,
        rejected: list[_RejectedJob],
        mutations: list[Callable[[], MutationOutcome]],
        on_done: Callable[[_RejectedJob, MutationOutcome], None],
    ) -> None:
        for item in rejected:
            self._context.progress.planned(item.resource.name, Phase.WRITE)
        tasks = (
            Task(mutation, partial(on_done, item)) for item, mutation in zip(rejected, mutations, strict=True)
        )
        self._pool.run(lambda: next(tasks, None))

    def _run_jobs(self, action: Action, tiers: JobsByStage) -> list[_RejectedJob]:
        """Run jobs in the order of their dependencies, concurrently; return the rejected ones."""
        scheduler, rejected = DependencyScheduler(self._dependencies[action], tiers), []
        mutation: Callable[[Resource, Job], MutationOutcome] = (
            self._mutations.delete if action is Action.DELETE else self._mutations.write
        )

        def next_task() -> Task | None:
            found = scheduler.next_job()
            if found is None:
                return None
            stage, job = found
            return Task(partial(mutation, self._resources[stage], job), partial(on_done, stage, job))

        def on_done(stage: str, job: Job, outcome: MutationOutcome) -> None:
            scheduler.job_done(stage)
            resource = self._resources[stage]
            if outcome.rejection is None:
                self._on_done(resource, job, outcome)
            elif resource.staging_only and isinstance(outcome.rejection, NotFound):
                self._report_orphaned(resource, job)
            else:
                rejected.append(_RejectedJob(resource, job, outcome.rejection.with_traceback(None)))

        self._pool.run(next_task)
        return rejected

    def _report_planned(self, phase: Phase, action: Action) -> None:
        for stage, tiers in self._context.plan.stages(action).items():
            self._context.progress.planned(self._resources[stage].name, phase, sum(tiers.values()))

    def _on_done(self, resource: Resource, job: Job, outcome: MutationOutcome) -> None:
        if job.stage == resource.name and not outcome.noop:
            self._context.result.resource(resource.name).add_change(change_of(job))
        self._context.progress.done(resource.name, _phase(job))

    def _report_orphaned(self, resource: Resource, job: Job) -> None:
        """Report an assignment of Staging's own whose assignee Production does not have."""
        self._context.plan.set_state([job], JobState.FAILED)
        difference = Difference(record_path(job.parent_ids, job.key), Reason.ASSIGNEE_MISSING)
        self._context.result.resource(resource.name).expected_differences.append(difference)
        self._context.progress.done(resource.name, Phase.WRITE)

    def _on_failed(self, rejected: _RejectedJob) -> None:
        name, job, rejection = rejected.resource.name, rejected.job, rejected.rejection
        record, reason = record_path(job.parent_ids, job.key), rejection.reason
        self._context.result.resource(name).add_failure(
            Failure(record, str(rejection), reason.code, reason.field, job.label, reason.message)
        )
        self._context.plan.set_state([job], JobState.FAILED)
        self._context.progress.done(name, _phase(job), failed=True)


def change_of(job: Job) -> Change:
    """Return the change that a job makes, for the report."""
    if job.action is Action.DELETE:
        change = ChangeType.DELETE
    else:
        change = ChangeType.CHANGE if job.exists else ChangeType.CREATE
    return Change(record_path(job.parent_ids, job.key), change, job.label, job.fields)


def _phase(job: Job) -> Phase:
    return Phase.DELETE if job.action is Action.DELETE else Phase.WRITE
