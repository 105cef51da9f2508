"""Read again what was written, deleted or captured, and see whether Production held still.

Few records of a long list are read one by one; otherwise the pages of the list are the cheaper way. The
integrations are read again as a whole when anything was to be changed, because what must not be there would
be among them. OrderCloud's word that something was written or deleted is never taken for the thing itself.
"""

from collections import deque
from collections.abc import Iterable, Iterator
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
from environments.restore.resources.resource import Key, ParentIds, Record, Resource
from environments.restore.resources.variants import VariantResource
from environments.restore.state.desired_state import DesiredState
from environments.restore.worker_pool import Task, WorkerPool
from environments.restore.writing.variants import differing_variants
from lib import exact_json

READS_PER_RECHECK = 20

Rows = list[tuple[Key, bytes]]
"""Name and digest of each record of a page."""


class Verification:
    """Used once, by the engine's own thread, when everything was written.

    Args:
        began: when Production began to be read.
    """

    def __init__(self, kinds: Iterable[Resource], books: RunContext, goal: DesiredState, began: datetime):
        self._resources, self._context, self._desired, self._started_at = list(kinds), books, goal, began
        self._tasks: deque[Task] = deque()
        self._to_read: Iterator[None] = iter(())

    def run(self, crew: WorkerPool) -> None:
        """Read, and add what is not as it should be to the drift."""
        reads = self._context.production.reads + self._context.staging.reads
        if self._context.plan.size:
            for name in INTEGRATION_RESOURCES:
                self._read_integrations(RESOURCES_BY_NAME[name])
            self._to_read = self._read_changed_lists()
        self._recheck_counts(reads // READS_PER_RECHECK)
        crew.run(self._next_task)

    def _next_task(self) -> Task | None:
        while not self._tasks and next(self._to_read, self) is not self:
            pass
        return self._tasks.popleft() if self._tasks else None

    # The integrations, whole

    def _read_integrations(self, kind: Resource) -> None:
        expected, found = self._expected_integrations(kind), {}
        deleted = {job.match_key: job for job in self._context.plan.all_jobs(Action.DELETE, kind.name)}

        def read(totals: set[int]) -> None:
            for name, (key, wanted) in expected.items():
                if found.get(name) != wanted:
                    self._add_drift(kind, record_path((), key), Drift.STILL_DIFFERENT)
            for name, job in deleted.items():
                if name in found:
                    self._add_drift(kind, record_path((), job.key), Drift.STILL_THERE, job.label)

        if expected or deleted:
            self._read_list(kind, (), partial(self._reduce, kind), found.update, read)

    def _expected_integrations(self, kind: Resource) -> dict[Key, tuple[Key, bytes]]:
        """By name: the key and the digest that a record must have."""
        books, failed = self._context, self._context.plan.failed(kind.name)
        expected = {}
        for document in self._desired.documents[kind.name]:
            record = books.api_client_ids.translate(
                kind, writable_fields(kind, document, books.options.keeps_dates)
            )
            name = kind.match_key(record)
            if kind.match_field:
                record["ID"] = books.api_client_ids.in_staging(record["ID"])
            if name not in failed:
                expected[kind.match_key(record)] = (kind.key_of(record), digest(kind, record))
        return expected

    # Everything else that was written or deleted

    def _read_changed_lists(self) -> Iterator[None]:
        for kind in self._resources:
            if kind.name in INTEGRATION_RESOURCES:
                continue
            self._translate(kind)
            for number, count in self._context.plan.lists(kind.name):
                if isinstance(kind, VariantResource):
                    self._read_variants(kind, number)
                elif count < self._context.page_counts.get(number, 1):
                    yield from self._read_each(kind, number)
                else:
                    self._read_whole(kind, number)
                yield

    def _translate(self, kind: Resource) -> None:
        """The ids of API clients in what was written are all known by now."""
        books = self._context
        if not kind.client_fields or not books.api_client_ids:
            return
        for job in books.plan.all_jobs(Action.WRITE, kind.name):
            record = exact_json.loads(books.spool.read(job.body_range))
            record = books.api_client_ids.translate(kind, record)
            books.plan.update_expected(job, kind.match_key(record), kind.key_of(record), digest(kind, record))

    def _read_each(self, kind: Resource, number: int) -> Iterator[None]:
        jobs = self._context.plan.done(kind.name, number)
        if not kind.item_path(jobs[0].parent_ids, jobs[0].key):
            self._read_whole(kind, number)
            return
        for job in jobs:
            self._read_one(kind, job)
            yield

    def _read_one(self, kind: Resource, job: Job) -> None:
        def work() -> Rows | ErrorResponse:
            try:
                return self._reduce(
                    kind, [self._context.staging.read(kind.item_path(job.parent_ids, job.key))]
                )
            except NotFound:
                return []
            except Unauthorized:
                raise
            except ErrorResponse as refused:
                return refused

        def landed(rows: Rows | ErrorResponse) -> None:
            self._count_done(kind)
            if isinstance(rows, ErrorResponse):
                self._mark_unreadable(kind, rows)
            elif (
                job.action is Action.DELETE
                and rows
                or job.action is Action.WRITE
                and rows != [(job.match_key, job.digest)]
            ):
                self._add_mismatch(kind, job)

        self._context.progress.planned(kind.name, Phase.VERIFY)
        self._tasks.append(Task(work, landed))

    def _read_whole(self, kind: Resource, number: int) -> None:
        plan = self._context.plan

        def reduce(items: list[Record]) -> Rows:
            rows = dict(self._reduce(kind, items))
            jobs = plan.done(kind.name, number, list(rows))
            confirmed = [
                job for job in jobs if job.action is Action.WRITE and rows[job.match_key] == job.digest
            ]
            plan.mark(confirmed, JobState.VERIFIED)
            plan.mark([job for job in jobs if job.action is Action.DELETE], JobState.MISMATCHED)
            return []

        def read(totals: set[int]) -> None:
            for job in plan.mismatched(kind.name, number):
                self._add_mismatch(kind, job)

        self._read_list(kind, plan.parent_ids(number), reduce, lambda rows: None, read)

    def _read_list(self, kind: Resource, place: ParentIds, reduce, collect, done) -> None:
        def landed(rows: Rows) -> None:
            self._count_done(kind)
            collect(rows)

        ListReader(
            self._tasks,
            read=partial(self._context.staging.list_page, kind, place),
            reduce=reduce,
            on_rows=landed,
            on_complete=done,
            on_error=partial(self._mark_unreadable, kind),
            on_request=partial(self._context.progress.planned, kind.name, Phase.VERIFY),
        ).start()

    def _read_variants(self, kind: VariantResource, number: int) -> None:
        books = self._context
        for job in books.plan.done(kind.name, number):
            if isinstance(job, VariantsJob):
                pairs = partial(
                    differing_variants,
                    kind,
                    job.parent_ids,
                    books.production,
                    books.staging,
                    books.options.keeps_dates,
                )
                books.progress.planned(kind.name, Phase.VERIFY)
                landed = partial(self._variants_read, kind, job.parent_ids)
                self._tasks.append(Task(lambda pairs=pairs: [wanted for wanted, _ in pairs()], landed))

    def _variants_read(self, kind: VariantResource, place: ParentIds, records: list[Record]) -> None:
        self._count_done(kind)
        for record in records:
            self._add_drift(
                kind, record_path(place, (record["ID"],)), Drift.STILL_DIFFERENT, kind.label_of(record)
            )

    def _reduce(self, kind: Resource, items: list[Record]) -> Rows:
        keeps_dates = self._context.options.keeps_dates
        return [
            (kind.match_key(kind.normalize(item)), digest(kind, writable_fields(kind, item, keeps_dates)))
            for item in items
        ]

    def _add_mismatch(self, kind: Resource, job: Job) -> None:
        what = Drift.STILL_THERE if job.action is Action.DELETE else Drift.STILL_DIFFERENT
        self._add_drift(kind, record_path(job.parent_ids, job.key), what, job.label)

    def _mark_unreadable(self, kind: Resource, refused: ErrorResponse) -> None:
        report = self._context.result.resource(kind.name)
        report.unreadable = report.unreadable or str(refused)

    # Production again

    def _recheck_counts(self, calls: int) -> None:
        """Ask again how long the longest lists of Production are, and whether something new is in them."""
        reports = self._context.result.resources
        lists = [kind for kind in self._resources if not kind.parent and kind.name in reports]
        lists = [kind for kind in lists if not reports[kind.name].unreadable]
        lists.sort(key=lambda kind: reports[kind.name].production, reverse=True)
        for kind in lists[:calls]:
            self._context.progress.planned(kind.name, Phase.VERIFY)
            self._tasks.append(Task(partial(self._read_count, kind), partial(self._check_count, kind)))

    def _read_count(self, kind: Resource) -> dict | ErrorResponse:
        newest_first = [("sortBy", "!DateCreated")] if kind.sorts_by_date else []
        query = [*kind.list_query, *newest_first, ("pageSize", "1")]
        try:
            return self._context.production.read(kind.path, query)
        except Unauthorized:
            raise
        except ErrorResponse as refused:
            return refused

    def _check_count(self, kind: Resource, page: dict | ErrorResponse) -> None:
        self._count_done(kind)
        if isinstance(page, ErrorResponse):
            self._mark_unreadable(kind, page)
            return
        newer = any(_is_later(item.get("DateCreated"), self._started_at) for item in page["Items"])
        if page["Meta"]["TotalCount"] != self._context.result.resource(kind.name).production or newer:
            self._add_drift(kind, record_path((), ()), Drift.CHANGED_MEANWHILE)

    def _add_drift(self, kind: Resource, record: str, what: Drift, name: str = "") -> None:
        self._context.result.add_drift(DriftItem(kind.name, record, what, name=name))

    def _count_done(self, kind: Resource) -> None:
        self._context.progress.done(kind.name, Phase.VERIFY)


def _is_later(date: str | None, moment: datetime) -> bool:
    try:
        return bool(date) and datetime.fromisoformat(date) > moment
    except (ValueError, TypeError):
        return False
