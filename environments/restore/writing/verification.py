"""Read again what was written, deleted or captured, and check whether Production changed meanwhile.

A few records of a long list are read one by one; otherwise reading the pages of the list takes fewer calls.
The integrations are read again completely if anything was changed, because records that must not exist would
be among them. A response that reports success is never taken as proof that a record was written or deleted.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from environments.ordercloud.errors import ErrorResponse, NotFound, Unauthorized
from environments.restore.context import RunContext
from environments.restore.journal import Phase
from environments.restore.plan import Action, Job, JobState, VariantsJob
from environments.restore.reading.list_reader import ListReader
from environments.restore.report import Drift, DriftItem, record_path
from environments.restore.resources.compare import digest, writable_fields
from environments.restore.resources.manifest import INTEGRATION_RESOURCES, RESOURCES_BY_NAME
from environments.restore.resources.resource import Key, ParentIds, Record, Resource, Singleton
from environments.restore.resources.variants import VariantResource
from environments.restore.state.desired_state import DesiredState
from environments.restore.worker_pool import Task, WorkerPool
from environments.restore.writing.variants import differing_variants
from lib import exact_json

READS_PER_RECHECK = 20

Rows = list[tuple[Key, bytes]]
"""Match key and digest of each record of a page."""


class Verification:
    """Used once, by the engine's own thread, when everything was written.

    Args:
        started_at: when reading Production began.
    """

    def __init__(
        self, resources: Iterable[Resource], context: RunContext, desired: DesiredState, started_at: datetime
    ):
        self._resources, self._context, self._desired, self._started_at = (
            list(resources),
            context,
            desired,
            started_at,
        )
        self._tasks: deque[Task] = deque()
        self._to_read: Iterator[None] = iter(())

    def run(self, pool: WorkerPool) -> None:
        """Read again, and add to the drift what is not as expected."""
        reads = self._context.production.reads + self._context.staging.reads
        if self._context.plan.size:
            for name in INTEGRATION_RESOURCES:
                self._read_integrations(RESOURCES_BY_NAME[name])
            self._to_read = self._read_changed_lists()
        self._recheck_counts(reads // READS_PER_RECHECK)
        pool.run(self._next_task)

    def _next_task(self) -> Task | None:
        while not self._tasks and next(self._to_read, self) is not self:
            pass
        return self._tasks.popleft() if self._tasks else None

    # The integrations

    def _read_integrations(self, resource: Resource) -> None:
        expected = self._expected_integrations(resource)
        found: dict[Key, bytes] = {}
        deleted = {job.match_key: job for job in self._context.plan.all_jobs(Action.DELETE, resource.name)}

        def read(totals: set[int]) -> None:
            for name, (key, wanted) in expected.items():
                if found.get(name) != wanted:
                    self._add_drift(resource, record_path((), key), Drift.STILL_DIFFERENT)
            for name, job in deleted.items():
                if name in found:
                    self._add_drift(resource, record_path((), job.key), Drift.NOT_DELETED, job.label)

        if expected or deleted:
            self._read_list(resource, (), partial(self._reduce, resource), found.update, read)

    def _expected_integrations(self, resource: Resource) -> dict[Key, tuple[Key, bytes]]:
        """Return, by match key, the key and the digest that each record must have."""
        context, failed = self._context, self._context.plan.failed_keys(resource.name)
        expected = {}
        for document in self._desired.records[resource.name]:
            record = context.api_client_ids.translate(
                resource, writable_fields(resource, document, context.options.can_set_dates)
            )
            if resource.match_field:
                record["ID"] = context.api_client_ids.in_staging(record["ID"])
            name, key = resource.match_key(record), resource.key_of(record)
            if name not in failed and not context.protected.contains(resource.name, (), key):
                expected[name] = (key, digest(resource, record))
        return expected

    # Everything else

    def _read_changed_lists(self) -> Iterator[None]:
        for resource in self._resources:
            if resource.name in INTEGRATION_RESOURCES:
                continue
            self._translate(resource)
            for list_id, count in self._context.plan.changed_lists(resource.name):
                if isinstance(resource, VariantResource):
                    self._read_variants(resource, list_id)
                elif count < self._context.page_counts.get(list_id, 1):
                    yield from self._read_each(resource, list_id)
                else:
                    self._read_whole(resource, list_id)
                yield

    def _translate(self, resource: Resource) -> None:
        """Update what was written with the ids of API clients, which are all known now."""
        context = self._context
        if not resource.client_fields or not context.api_client_ids:
            return
        for job in context.plan.all_jobs(Action.WRITE, resource.name):
            record = exact_json.loads(context.spool.read(job.body_range))
            record = context.api_client_ids.translate(resource, record)
            context.plan.update_expected(
                job, resource.match_key(record), resource.key_of(record), digest(resource, record)
            )

    def _read_each(self, resource: Resource, list_id: int) -> Iterator[None]:
        jobs = self._context.plan.succeeded_jobs(resource.name, list_id)
        if not resource.item_path(jobs[0].parent_ids, jobs[0].key):
            self._read_whole(resource, list_id)
            return
        for job in jobs:
            self._read_one(resource, job)
            yield

    def _read_one(self, resource: Resource, job: Job) -> None:
        def work() -> Rows | ErrorResponse:
            try:
                return self._reduce(
                    resource,
                    [self._context.staging.read(resource.require_item_path(job.parent_ids, job.key))],
                )
            except NotFound:
                return []
            except Unauthorized:
                raise
            except ErrorResponse as error:
                return error

        def on_done(rows: Rows | ErrorResponse) -> None:
            self._count_done(resource)
            if isinstance(rows, ErrorResponse):
                self._mark_unreadable(resource, rows)
            elif (
                job.action is Action.DELETE
                and rows
                or job.action is Action.WRITE
                and rows != [(job.match_key, job.digest)]
            ):
                self._add_mismatch(resource, job)

        self._context.progress.planned(resource.name, Phase.VERIFY)
        self._tasks.append(Task(work, on_done))

    def _read_whole(self, resource: Resource, list_id: int) -> None:
        plan = self._context.plan

        def convert(items: list[Record]) -> Rows:
            rows = dict(self._reduce(resource, items))
            jobs = plan.succeeded_jobs(resource.name, list_id, list(rows))
            confirmed = [
                job for job in jobs if job.action is Action.WRITE and rows[job.match_key] == job.digest
            ]
            plan.set_state(confirmed, JobState.VERIFIED)
            plan.set_state([job for job in jobs if job.action is Action.DELETE], JobState.MISMATCHED)
            return []

        def read(totals: set[int]) -> None:
            for job in plan.mismatched_jobs(resource.name, list_id):
                self._add_mismatch(resource, job)

        self._read_list(resource, plan.parent_ids(list_id), convert, lambda rows: None, read)

    def _read_list(
        self,
        resource: Resource,
        parent_ids: ParentIds,
        convert: Callable[[list[Record]], Rows],
        collect: Callable[[Rows], object],
        done: Callable[[set[int]], None],
    ) -> None:
        def on_done(rows: Rows) -> None:
            self._count_done(resource)
            collect(rows)

        ListReader(
            self._tasks,
            read=partial(self._context.staging.list_page, resource, parent_ids),
            convert=convert,
            on_rows=on_done,
            on_complete=done,
            on_error=partial(self._mark_unreadable, resource),
            on_request=partial(self._context.progress.planned, resource.name, Phase.VERIFY),
        ).start()

    def _read_variants(self, resource: VariantResource, list_id: int) -> None:
        context = self._context
        for job in context.plan.succeeded_jobs(resource.name, list_id):
            if isinstance(job, VariantsJob):
                pairs = partial(
                    differing_variants,
                    resource,
                    job.parent_ids,
                    context.production,
                    context.staging,
                    context.options.can_set_dates,
                )
                context.progress.planned(resource.name, Phase.VERIFY)
                on_done = partial(self._variants_read, resource, job.parent_ids)
                self._tasks.append(Task(partial(_expected_variants, pairs), on_done))

    def _variants_read(self, resource: VariantResource, parent_ids: ParentIds, records: list[Record]) -> None:
        self._count_done(resource)
        for record in records:
            self._add_drift(
                resource,
                record_path(parent_ids, (record["ID"],)),
                Drift.STILL_DIFFERENT,
                resource.label_of(record),
            )

    def _reduce(self, resource: Resource, items: list[Record]) -> Rows:
        can_set_dates = self._context.options.can_set_dates
        return [
            (
                resource.match_key(resource.normalize(item)),
                digest(resource, writable_fields(resource, item, can_set_dates)),
            )
            for item in items
        ]

    def _add_mismatch(self, resource: Resource, job: Job) -> None:
        drift = Drift.NOT_DELETED if job.action is Action.DELETE else Drift.STILL_DIFFERENT
        self._add_drift(resource, record_path(job.parent_ids, job.key), drift, job.label)

    def _mark_unreadable(self, resource: Resource, error: ErrorResponse) -> None:
        report = self._context.result.resource(resource.name)
        report.unreadable = report.unreadable or str(error)

    # Changes in Production

    def _recheck_counts(self, calls: int) -> None:
        """Read again how long the longest lists of Production are, and whether they have new records."""
        reports = self._context.result.resources
        lists = [resource for resource in self._resources if not resource.parent and resource.name in reports]
        lists = [one for one in lists if not (isinstance(one, Singleton) or reports[one.name].unreadable)]
        lists.sort(key=lambda resource: reports[resource.name].production, reverse=True)
        for resource in lists[:calls]:
            self._context.progress.planned(resource.name, Phase.VERIFY)
            self._tasks.append(
                Task(partial(self._read_count, resource), partial(self._check_count, resource))
            )

    def _read_count(self, resource: Resource) -> dict | ErrorResponse:
        newest_first = [("sortBy", "!DateCreated")] if resource.sorts_by_date else []
        query = [*resource.list_query, *newest_first, ("pageSize", "1")]
        try:
            return self._context.production.read(resource.path, query)
        except Unauthorized:
            raise
        except ErrorResponse as error:
            return error

    def _check_count(self, resource: Resource, page: dict | ErrorResponse) -> None:
        self._count_done(resource)
        if isinstance(page, ErrorResponse):
            self._mark_unreadable(resource, page)
            return
        newer = any(_is_later(item.get("DateCreated"), self._started_at) for item in page["Items"])
        if page["Meta"]["TotalCount"] != self._context.result.resource(resource.name).production or newer:
            self._add_drift(resource, record_path((), ()), Drift.CONCURRENT_CHANGE)

    def _add_drift(self, resource: Resource, record: str, drift: Drift, name: str = "") -> None:
        self._context.result.add_drift(DriftItem(resource.name, record, drift, name=name))

    def _count_done(self, resource: Resource) -> None:
        self._context.progress.done(resource.name, Phase.VERIFY)


def _expected_variants(pairs: Callable[[], Iterable[tuple[Record, Record | None]]]) -> list[Record]:
    return [expected for expected, _ in pairs()]


def _is_later(date: str | None, moment: datetime) -> bool:
    try:
        return date is not None and datetime.fromisoformat(date) > moment
    except (ValueError, TypeError):
        return False
