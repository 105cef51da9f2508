"""Restore a Staging organization from its Production.

    result = restore(production, staging, journal, RestoreOptions.from_capabilities(grant.capabilities))

The steps: read the integrations of both organizations and capture what is Staging's own; read everything else
and plan; blank addresses, delete and write; read again what was written. Nothing is written before the
desired state is complete and the captures are saved.
"""

from collections.abc import Callable, Iterable

from environments.ordercloud import Client
from environments.restore.clients import ProductionReader, StagingWriter
from environments.restore.context import RunContext
from environments.restore.journal import Journal, MemoryJournal, Phase
from environments.restore.options import RestoreOptions
from environments.restore.plan import Action
from environments.restore.progress import Cancelled, Progress
from environments.restore.reading.integrations import (
    find_protected,
    load_or_capture,
    plan_integrations,
    read_integrations,
)
from environments.restore.reading.planner import Planner
from environments.restore.report import Drift, Result
from environments.restore.resources.manifest import FIRST_OF_NEWER, INTEGRATION_RESOURCES, RESOURCES
from environments.restore.resources.resource import Resource
from environments.restore.state.capture import RecordsByResource
from environments.restore.state.desired_state import DesiredState
from environments.restore.state.orphans import drop_orphaned_assignments
from environments.restore.storage.spool import Spool
from environments.restore.worker_pool import WorkerPool
from environments.restore.writing.executor import Executor, change_of
from environments.restore.writing.verification import Verification
from lib import clock


class InvalidPair(Exception):
    """The clients are not of a Production and its Staging."""


def restore(
    production: Client,
    staging: Client,
    journal: Journal,
    options: RestoreOptions,
    resources: Iterable[Resource] = RESOURCES,
) -> Result:
    """Restore Staging from Production, except for what must differ. A second run writes nothing.

    `resources` limits the restore; the integrations are always part of it. After OrderCloud itself copied
    Production over Staging, restoring only the integrations, with captures from before in the journal, brings
    back what is Staging's own.

    Raises:
        LeaseLost: raised by the journal; another process continues this run.
        Unreachable, Unauthorized: an organization cannot be reached. Call again later with the same journal.
        IntegrationsUnreadable: the integrations could not be read, and nothing was written.
        InvalidPair: the clients are not of a Production and a Staging organization.
    """
    return _Run(production, staging, journal, options, resources).restore()


def plan(
    production: Client,
    staging: Client,
    options: RestoreOptions,
    resources: Iterable[Resource] = RESOURCES,
    journal: Journal | None = None,
) -> Result:
    """Return what `restore` would do, without doing it. Raises what `restore` raises.

    A `journal` receives the progress; no captures are saved to it.
    """
    return _Run(production, staging, journal or MemoryJournal(), options, resources).plan()


def capture(production: Client, staging: Client, journal: Journal, options: RestoreOptions) -> None:
    """Save what is Staging's own, before a restore that OrderCloud itself runs.

    Does nothing if the journal has captures already. Raises what `restore` raises.
    """
    _Run(production, staging, journal, options, ()).capture()


class _Run:
    def __init__(
        self,
        production: Client,
        staging: Client,
        journal: Journal,
        options: RestoreOptions,
        resources: Iterable[Resource],
    ):
        if (production.endpoint.environment, staging.endpoint.environment) != ("Production", "Staging"):
            raise InvalidPair(f"{production.endpoint.environment} to {staging.endpoint.environment}")
        wanted = {resource.name for resource in resources} | set(INTEGRATION_RESOURCES)
        self._resources = [resource for resource in RESOURCES if resource.name in wanted]
        self._journal = journal
        self._context = RunContext(
            ProductionReader(production),
            StagingWriter(staging, journal.check_lease),
            options,
            Progress(journal),
            Result(),
            Spool(),
        )
        self._pool = WorkerPool(options.concurrency, self._context.progress.tick)

    def restore(self) -> Result:
        return self._run(self._restore)

    def plan(self) -> Result:
        self._context.result.dry_run = True
        return self._run(self._plan)

    def capture(self) -> None:
        self._run(self._capture)

    def _capture(self) -> None:
        staging = self._read_integrations()[1]
        load_or_capture(self._journal, staging, keep=True)

    def _restore(self) -> None:
        started_at = clock.now()
        desired = self._compare(keep_captures=True)
        Executor(self._resources, self._context, self._pool).run()
        self._context.progress.finish(Phase.DELETE)
        self._context.progress.finish(Phase.WRITE)
        Verification(self._resources, self._context, desired, started_at).run(self._pool)
        self._context.progress.finish(Phase.VERIFY)

    def _plan(self) -> None:
        self._compare(keep_captures=False)
        _count_planned(self._resources, self._context)

    def _compare(self, keep_captures: bool) -> DesiredState:
        context = self._context
        production, staging = self._read_integrations()
        own = load_or_capture(self._journal, staging, keep_captures)
        find_protected(context, staging)
        desired = plan_integrations(context, production, staging, own)
        context.progress.finish(Phase.CAPTURE)
        counted = {name: (len(production[name]), len(staging[name])) for name in production}
        others = [resource for resource in self._resources if resource.name not in INTEGRATION_RESOURCES]
        self._pool.run(Planner(others, context, counted).next_task)
        context.progress.finish(Phase.COMPARE)
        drop_orphaned_assignments(context.plan, context.result, desired)
        return desired

    def _read_integrations(self) -> tuple[RecordsByResource, RecordsByResource]:
        """Read the integrations, and leave out what the version of the API of either organization lacks."""
        both = (self._context.production, self._context.staging)
        has_newer = all(organization.has(FIRST_OF_NEWER) for organization in both)
        if not has_newer:
            self._resources = [resource for resource in self._resources if not resource.since]
        return read_integrations(self._context, self._pool, has_newer)

    def _run(self, work: Callable[[], object]) -> Result:
        result = self._context.result
        try:
            work()
        except Cancelled:
            result.state = "cancelled"
        finally:
            self._pool.close()
            self._context.close()
        self._context.progress.flush()
        return self._finalize(result)

    def _finalize(self, result: Result) -> Result:
        context = self._context
        result.reads = context.production.reads + context.staging.reads
        result.writes, result.deletes = context.staging.writes, context.staging.deletes
        result.failed = sum(report.failed for report in result.resources.values())
        unread = any(report.unreadable for report in result.resources.values())
        if result.state == "finished" and (result.failed or unread):
            result.state = "incomplete"
        drift_types = {item.type for item in result.drift} - {Drift.PRODUCTION_ADDRESS}
        changes_planned = result.dry_run and any(report.planned for report in result.resources.values())
        result.equal = result.state == "finished" and not drift_types and not changes_planned
        return result


def _count_planned(resources: Iterable[Resource], context: RunContext) -> None:
    """Add the planned changes to the report."""
    for resource in resources:
        for action in (Action.DELETE, Action.WRITE):
            for job in context.plan.all_jobs(action, resource.name):
                context.result.resource(resource.name).add_change(change_of(job))
