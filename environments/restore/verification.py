"""Read again what was written or captured, and see whether Production held still.

Few records of a long list are read one by one; otherwise the pages of the list are the cheaper way. The
integrations are read again as a whole after anything was changed, because what must not be there would be
among them.
"""

from collections import defaultdict, deque
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from environments.ordercloud import exact_json
from environments.ordercloud.errors import NotFound, Refused, Unauthorized

from .books import Books
from .compare import digest, writable
from .crew import Crew, Task
from .goal import Goal
from .journal import Phase
from .kind import Key, Kind, Place, Record, folded
from .listing import Listing
from .manifest import BY_NAME, INTEGRATIONS
from .plan import Write, WriteVariants
from .report import Drift, DriftItem, identity
from .variants import differing

READS_FOR_ONE_COUNT = 20
NEWEST_FIRST = frozenset({"AdminUsers", "AdminAddresses", "Buyers", "Suppliers"})
"""Lists of the organization that OrderCloud sorts by date."""

Expected = dict[Key, tuple[Key, bytes]]
"""By name: the key and the digest that a record must have."""


class Verification:
    """Used once, by the engine's own thread, when everything was written.

    Args:
        began: when Production began to be read.
    """

    def __init__(self, kinds: Iterable[Kind], books: Books, goal: Goal, began: datetime):
        self._kinds, self._books, self._goal, self._began = list(kinds), books, goal, began
        self._tasks: deque[Task] = deque()

    def run(self, crew: Crew) -> None:
        """Read, and add what is not as it should be to the drift."""
        reads = self._books.production.reads + self._books.staging.reads
        if self._books.staging.writes or self._books.staging.deletes:
            for name in INTEGRATIONS:
                self._read_list(BY_NAME[name], (), self._expected_integrations(name))
            for kind in self._kinds:
                if kind.name not in INTEGRATIONS:
                    self._read_what_was_written(kind)
        self._count_again(reads // READS_FOR_ONE_COUNT)
        crew.run(lambda: self._tasks.popleft() if self._tasks else None)

    def _expected_integrations(self, name: str) -> Expected:
        kind, books = BY_NAME[name], self._books
        failed = {folded(one.key) for one in books.plan.writes[name] if one.given_up}
        expected = {}
        for document in self._goal.documents[name]:
            record = books.identities.translate(kind, writable(kind, document, books.terms.keep_dates))
            if kind.matched_by:
                record["ID"] = books.identities.of(record["ID"])
            expected[kind.name_of(record)] = (kind.key_of(record), digest(kind, record))
        return {name: one for name, one in expected.items() if name not in failed}

    def _read_what_was_written(self, kind: Kind) -> None:
        places: dict[Place, Expected] = defaultdict(dict)
        for write in self._books.plan.writes[kind.name]:
            if isinstance(write, WriteVariants):
                self._read_variants(kind, write)
            elif not write.given_up:
                key, wanted = self._wanted(kind, write)
                places[write.place][folded(key)] = (key, wanted)
        for place, expected in places.items():
            pages = self._books.long_lists.get((kind.name, place), 1)
            if len(expected) < pages and kind.item_path(place, next(iter(expected.values()))[0]):
                for name, one in expected.items():
                    self._read_one(kind, place, {name: one})
            else:
                self._read_list(kind, place, expected)

    def _wanted(self, kind: Kind, write: Write) -> tuple[Key, bytes]:
        """The key and digest of a written record, with the ids of API clients as they are known by now."""
        if not kind.client_fields:
            return write.key, write.digest
        record = exact_json.loads(self._books.spool.take(write.body))
        record = self._books.identities.translate(kind, record)
        return kind.key_of(record), digest(kind, record)

    def _read_one(self, kind: Kind, place: Place, expected: Expected) -> None:
        ((key, _),) = expected.values()

        def work() -> list[Record]:
            try:
                return [self._books.staging.read(kind.item_path(place, key))]
            except NotFound:
                return []

        def landed(records: list[Record]) -> None:
            self._progress(kind)
            self._compare(kind, place, expected, self._reduce(kind, records))

        self._books.progress.planned(kind.name, Phase.VERIFY)
        self._tasks.append(Task(work, landed))

    def _read_list(self, kind: Kind, place: Place, expected: Expected) -> None:
        if not expected:
            return
        found: dict[Key, bytes] = {}

        def collect(rows: list[tuple[Key, bytes]]) -> None:
            self._progress(kind)
            found.update(row for row in rows if row[0] in expected)

        Listing(
            self._tasks,
            read=partial(self._books.staging.page, kind, place),
            reduce=partial(self._reduce, kind),
            collect=collect,
            done=lambda totals: self._compare(kind, place, expected, found.items()),
            failed=partial(self._refused, kind),
            asked=partial(self._books.progress.planned, kind.name, Phase.VERIFY),
        ).start()

    def _read_variants(self, kind: Kind, job: WriteVariants) -> None:
        if job.given_up:
            return
        books = self._books

        def work() -> list[Record]:
            pairs = differing(kind, job.place, books.production, books.staging, books.terms.keep_dates)
            return [wanted for wanted, _ in pairs]

        def landed(records: list[Record]) -> None:
            self._progress(kind)
            for record in records:
                self._drift(kind, job.place, (record["ID"],), Drift.STILL_DIFFERENT)

        books.progress.planned(kind.name, Phase.VERIFY)
        self._tasks.append(Task(work, landed))

    def _reduce(self, kind: Kind, items: list[Record]) -> list[tuple[Key, bytes]]:
        keep_dates = self._books.terms.keep_dates
        return [
            (kind.name_of(kind.as_read(item)), digest(kind, writable(kind, item, keep_dates)))
            for item in items
        ]

    def _compare(
        self, kind: Kind, place: Place, expected: Expected, rows: Iterable[tuple[Key, bytes]]
    ) -> None:
        found = dict(rows)
        for name, (key, wanted) in expected.items():
            if found.get(name) != wanted:
                self._drift(kind, place, key, Drift.STILL_DIFFERENT)

    def _refused(self, kind: Kind, refused: Refused) -> None:
        report = self._books.result.of(kind.name)
        report.unreadable = report.unreadable or str(refused)

    def _count_again(self, calls: int) -> None:
        """Ask again how long the longest lists of Production are, and whether something new is in them."""
        reports = self._books.result.resources
        lists = [kind for kind in self._kinds if not kind.within and kind.name in reports]
        lists = [kind for kind in lists if not reports[kind.name].unreadable]
        lists.sort(key=lambda kind: reports[kind.name].production, reverse=True)
        for kind in lists[:calls]:
            self._books.progress.planned(kind.name, Phase.VERIFY)
            self._tasks.append(Task(partial(self._count, kind), partial(self._counted, kind)))

    def _count(self, kind: Kind) -> dict | None:
        newest_first = [("sortBy", "!DateCreated")] if kind.name in NEWEST_FIRST else []
        query = [*kind.list_query, *newest_first, ("pageSize", "1")]
        try:
            return self._books.production.read(kind.path, query)
        except Unauthorized:
            raise
        except Refused:
            return None

    def _counted(self, kind: Kind, page: dict | None) -> None:
        self._progress(kind)
        if page is None:
            return
        newer = any(_later(item.get("DateCreated"), self._began) for item in page["Items"])
        if page["Meta"]["TotalCount"] != self._books.result.of(kind.name).production or newer:
            self._drift(kind, (), (), Drift.CHANGED_MEANWHILE)

    def _drift(self, kind: Kind, place: Place, key: Key, what: Drift) -> None:
        self._books.result.found(DriftItem(kind.name, identity(place, key), what))

    def _progress(self, kind: Kind) -> None:
        self._books.progress.done(kind.name, Phase.VERIFY)


def _later(date: str | None, moment: datetime) -> bool:
    try:
        return bool(date) and datetime.fromisoformat(date) > moment
    except (ValueError, TypeError):
        return False
