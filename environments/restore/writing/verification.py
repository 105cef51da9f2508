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
from environments.restore.context import Books
from environments.restore.journal import Phase
from environments.restore.plan import Action, Job, JobState, VariantsJob
from environments.restore.reading.list_reader import Listing
from environments.restore.report import Drift, DriftItem, identity
from environments.restore.resources.compare import digest, writable
from environments.restore.resources.manifest import BY_NAME, INTEGRATIONS
from environments.restore.resources.resource import Key, Kind, Place, Record
from environments.restore.resources.variants import VariantKind
from environments.restore.state.desired_state import Goal
from environments.restore.worker_pool import Crew, Task
from environments.restore.writing.variants import differing
from lib import exact_json

READS_FOR_ONE_COUNT = 20

Rows = list[tuple[Key, bytes]]
"""Name and digest of each record of a page."""


class Verification:
    """Used once, by the engine's own thread, when everything was written.

    Args:
        began: when Production began to be read.
    """

    def __init__(self, kinds: Iterable[Kind], books: Books, goal: Goal, began: datetime):
        self._kinds, self._books, self._goal, self._began = list(kinds), books, goal, began
        self._tasks: deque[Task] = deque()
        self._to_read: Iterator[None] = iter(())

    def run(self, crew: Crew) -> None:
        """Read, and add what is not as it should be to the drift."""
        reads = self._books.production.reads + self._books.staging.reads
        if self._books.plan.size:
            for name in INTEGRATIONS:
                self._read_integrations(BY_NAME[name])
            self._to_read = self._read_what_was_done()
        self._count_again(reads // READS_FOR_ONE_COUNT)
        crew.run(self._take)

    def _take(self) -> Task | None:
        while not self._tasks and next(self._to_read, self) is not self:
            pass
        return self._tasks.popleft() if self._tasks else None

    # The integrations, whole

    def _read_integrations(self, kind: Kind) -> None:
        expected, found = self._expected_integrations(kind), {}
        deleted = {job.name: job for job in self._books.plan.all_jobs(Action.DELETE, kind.name)}

        def read(totals: set[int]) -> None:
            for name, (key, wanted) in expected.items():
                if found.get(name) != wanted:
                    self._drift(kind, identity((), key), Drift.STILL_DIFFERENT)
            for name, job in deleted.items():
                if name in found:
                    self._drift(kind, identity((), job.key), Drift.STILL_THERE, job.label)

        if expected or deleted:
            self._read_list(kind, (), partial(self._reduce, kind), found.update, read)

    def _expected_integrations(self, kind: Kind) -> dict[Key, tuple[Key, bytes]]:
        """By name: the key and the digest that a record must have."""
        books, failed = self._books, self._books.plan.failed(kind.name)
        expected = {}
        for document in self._goal.documents[kind.name]:
            record = books.identities.translate(kind, writable(kind, document, books.terms.keep_dates))
            name = kind.name_of(record)
            if kind.matched_by:
                record["ID"] = books.identities.of(record["ID"])
            if name not in failed:
                expected[kind.name_of(record)] = (kind.key_of(record), digest(kind, record))
        return expected

    # Everything else that was written or deleted

    def _read_what_was_done(self) -> Iterator[None]:
        for kind in self._kinds:
            if kind.name in INTEGRATIONS:
                continue
            self._translate(kind)
            for number, count in self._books.plan.lists(kind.name):
                if isinstance(kind, VariantKind):
                    self._read_variants(kind, number)
                elif count < self._books.long_lists.get(number, 1):
                    yield from self._read_each(kind, number)
                else:
                    self._read_whole(kind, number)
                yield

    def _translate(self, kind: Kind) -> None:
        """The ids of API clients in what was written are all known by now."""
        books = self._books
        if not kind.client_fields or not books.identities:
            return
        for job in books.plan.all_jobs(Action.WRITE, kind.name):
            record = exact_json.loads(books.spool.take(job.body))
            record = books.identities.translate(kind, record)
            books.plan.expect(job, kind.name_of(record), kind.key_of(record), digest(kind, record))

    def _read_each(self, kind: Kind, number: int) -> Iterator[None]:
        jobs = self._books.plan.done(kind.name, number)
        if not kind.item_path(jobs[0].place, jobs[0].key):
            self._read_whole(kind, number)
            return
        for job in jobs:
            self._read_one(kind, job)
            yield

    def _read_one(self, kind: Kind, job: Job) -> None:
        def work() -> Rows | ErrorResponse:
            try:
                return self._reduce(kind, [self._books.staging.read(kind.item_path(job.place, job.key))])
            except NotFound:
                return []
            except Unauthorized:
                raise
            except ErrorResponse as refused:
                return refused

        def landed(rows: Rows | ErrorResponse) -> None:
            self._progress(kind)
            if isinstance(rows, ErrorResponse):
                self._refused(kind, rows)
            elif (
                job.action is Action.DELETE
                and rows
                or job.action is Action.WRITE
                and rows != [(job.name, job.digest)]
            ):
                self._contradicted(kind, job)

        self._books.progress.planned(kind.name, Phase.VERIFY)
        self._tasks.append(Task(work, landed))

    def _read_whole(self, kind: Kind, number: int) -> None:
        plan = self._books.plan

        def reduce(items: list[Record]) -> Rows:
            rows = dict(self._reduce(kind, items))
            jobs = plan.done(kind.name, number, list(rows))
            confirmed = [job for job in jobs if job.action is Action.WRITE and rows[job.name] == job.digest]
            plan.mark(confirmed, JobState.CONFIRMED)
            plan.mark([job for job in jobs if job.action is Action.DELETE], JobState.CONTRADICTED)
            return []

        def read(totals: set[int]) -> None:
            for job in plan.contradicted(kind.name, number):
                self._contradicted(kind, job)

        self._read_list(kind, plan.place_of(number), reduce, lambda rows: None, read)

    def _read_list(self, kind: Kind, place: Place, reduce, collect, done) -> None:
        def landed(rows: Rows) -> None:
            self._progress(kind)
            collect(rows)

        Listing(
            self._tasks,
            read=partial(self._books.staging.page, kind, place),
            reduce=reduce,
            collect=landed,
            done=done,
            failed=partial(self._refused, kind),
            asked=partial(self._books.progress.planned, kind.name, Phase.VERIFY),
        ).start()

    def _read_variants(self, kind: VariantKind, number: int) -> None:
        books = self._books
        for job in books.plan.done(kind.name, number):
            if isinstance(job, VariantsJob):
                pairs = partial(
                    differing, kind, job.place, books.production, books.staging, books.terms.keep_dates
                )
                books.progress.planned(kind.name, Phase.VERIFY)
                landed = partial(self._variants_read, kind, job.place)
                self._tasks.append(Task(lambda pairs=pairs: [wanted for wanted, _ in pairs()], landed))

    def _variants_read(self, kind: VariantKind, place: Place, records: list[Record]) -> None:
        self._progress(kind)
        for record in records:
            self._drift(kind, identity(place, (record["ID"],)), Drift.STILL_DIFFERENT, kind.label_of(record))

    def _reduce(self, kind: Kind, items: list[Record]) -> Rows:
        keep_dates = self._books.terms.keep_dates
        return [
            (kind.name_of(kind.as_read(item)), digest(kind, writable(kind, item, keep_dates)))
            for item in items
        ]

    def _contradicted(self, kind: Kind, job: Job) -> None:
        what = Drift.STILL_THERE if job.action is Action.DELETE else Drift.STILL_DIFFERENT
        self._drift(kind, identity(job.place, job.key), what, job.label)

    def _refused(self, kind: Kind, refused: ErrorResponse) -> None:
        report = self._books.result.of(kind.name)
        report.unreadable = report.unreadable or str(refused)

    # Production again

    def _count_again(self, calls: int) -> None:
        """Ask again how long the longest lists of Production are, and whether something new is in them."""
        reports = self._books.result.resources
        lists = [kind for kind in self._kinds if not kind.within and kind.name in reports]
        lists = [kind for kind in lists if not reports[kind.name].unreadable]
        lists.sort(key=lambda kind: reports[kind.name].production, reverse=True)
        for kind in lists[:calls]:
            self._books.progress.planned(kind.name, Phase.VERIFY)
            self._tasks.append(Task(partial(self._count, kind), partial(self._counted, kind)))

    def _count(self, kind: Kind) -> dict | ErrorResponse:
        newest_first = [("sortBy", "!DateCreated")] if kind.newest_first else []
        query = [*kind.list_query, *newest_first, ("pageSize", "1")]
        try:
            return self._books.production.read(kind.path, query)
        except Unauthorized:
            raise
        except ErrorResponse as refused:
            return refused

    def _counted(self, kind: Kind, page: dict | ErrorResponse) -> None:
        self._progress(kind)
        if isinstance(page, ErrorResponse):
            self._refused(kind, page)
            return
        newer = any(_later(item.get("DateCreated"), self._began) for item in page["Items"])
        if page["Meta"]["TotalCount"] != self._books.result.of(kind.name).production or newer:
            self._drift(kind, identity((), ()), Drift.CHANGED_MEANWHILE)

    def _drift(self, kind: Kind, record: str, what: Drift, name: str = "") -> None:
        self._books.result.found(DriftItem(kind.name, record, what, name=name))

    def _progress(self, kind: Kind) -> None:
        self._books.progress.done(kind.name, Phase.VERIFY)


def _later(date: str | None, moment: datetime) -> bool:
    try:
        return bool(date) and datetime.fromisoformat(date) > moment
    except (ValueError, TypeError):
        return False
