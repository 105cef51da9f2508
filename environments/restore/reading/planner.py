"""Read both organizations, compare them, and plan.

Lists are read as soon as it is known that they exist: those of the organization at once, those below a record
when that record was read, assignments when there is something to assign. A list is left out only where
OrderCloud itself says that it is empty: it counted none (`Kind.counted_by`), or named the parents that have
any (`Kind.index`). Below a record that only Staging has nothing is read, because it goes as a whole.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import ceil

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import Production
from environments.restore.context import Books
from environments.restore.journal import Phase
from environments.restore.plan import VARIANTS, Action, VariantsJob
from environments.restore.reading.list_diff import ListPair, Outcome
from environments.restore.reading.list_reader import Listing
from environments.restore.reading.parent_index import ParentIndex
from environments.restore.report import Drift, DriftItem, identity
from environments.restore.resources.resource import Kind, Place, Record
from environments.restore.resources.variants import VariantKind
from environments.restore.worker_pool import Task

READ_AGAIN = 2


class Survey:
    """Plans for `kinds`. Those in `counted` were planned before; it tells how many records of them Production
    and Staging have. Hand `take` to the crew."""

    def __init__(self, kinds: Iterable[Kind], books: Books, counted: dict[str, tuple[int, int]]):
        self._kinds = {kind.name: kind for kind in kinds}
        self._books = books
        self._tasks: deque[Task] = deque()
        self._to_open: deque[Iterator[None]] = deque()
        self._tries: dict[int, int] = {}
        self._below = {
            name: [one for one in self._kinds.values() if one.within == name and not one.read_if_any]
            for name in self._kinds
        }
        self._indexes: dict[tuple[str, bool], ParentIndex] = {}
        self._awaited: dict[str, int] = {}
        self._built: set[str] = set()
        self._make_indexes()
        for kind in self._kinds.values():
            if not kind.within and not kind.read_if_any and kind.name not in self._awaited:
                self._open(kind, (), (), (True, True))
        for name, (production, staging) in counted.items():
            self._open_beside(name, (), (), (production > 0, staging > 0))
        for kind in self._kinds.values():
            if kind.index and not (kind.index.per in self._kinds and kind.within in self._kinds):
                self._build_indexes(kind, None)

    def take(self) -> Task | None:
        """The next task. Lists below records are opened one parent after another, since there are many."""
        while not self._tasks and self._to_open:
            if next(self._to_open[0], self) is self:
                self._to_open.popleft()
        return self._tasks.popleft() if self._tasks else None

    def _open(self, kind: Kind, place: Place, staging_place: Place, there: tuple[bool, bool]) -> None:
        """Begin with a list. `there` tells in which half, Production first, it may have something."""
        if not any(there):
            return
        books = self._books
        pair = ListPair(
            kind=kind,
            place=place,
            staging_place=staging_place,
            keep_dates=books.terms.keep_dates,
            spool=books.spool,
            records=books.records,
            plan=books.plan,
            goal=partial(self._goal, kind),
            spared=partial(books.protection.covers, kind.name, staging_place),
            below_production=partial(self._lists_below, kind, True),
            below_staging=partial(self._lists_below, kind, False),
        )
        in_production, in_staging = there
        compared = self._comparison(pair, held=in_staging)

        def stood(totals: set[int]) -> None:
            pair.present[1] = max(totals)
            if in_production:
                compared.release()
            else:
                self._close(pair)

        if in_staging:
            self._list(pair, books.staging, pair.stand, stood).start()
        if in_production:
            compared.start()

    def _comparison(self, pair: ListPair, held: bool = False) -> Listing:
        """Reading Production. While `held`, its first page comes, but waits until Staging is known."""
        return self._list(pair, self._books.production, pair.compare, partial(self._compared, pair), held)

    def _compared(self, pair: ListPair, totals: set[int]) -> None:
        """Production was read. When it did not hold still meanwhile, read it again, though not for ever."""
        pair.present[0] = max(totals)
        if totals == {pair.counted()}:
            self._close(pair)
            return
        tries = self._tries[pair.number] = self._tries.get(pair.number, 0) + 1
        if tries <= READ_AGAIN:
            pair.forget_production()
            self._comparison(pair).start()
            return
        item = DriftItem(pair.kind.name, identity(pair.place, ()), Drift.CHANGED_MEANWHILE)
        self._books.result.found(item)
        self._close(pair, consistent=False)

    def _close(self, pair: ListPair, consistent: bool = True) -> None:
        """Both organizations were read: plan, and go on with the lists that this one leads to."""
        kind, books, report = pair.kind, self._books, self._books.result.of(pair.kind.name)
        outcome = pair.finish(consistent)
        report.production += outcome.production
        report.staging += outcome.staging
        report.equal += outcome.production - outcome.writes
        if outcome.production > MAX_PAGE_SIZE:
            books.long_lists[pair.number] = ceil(outcome.production / MAX_PAGE_SIZE)
        overwrite = isinstance(kind, VariantKind) and self._plan_variants(pair, outcome)
        if self._below[kind.name]:
            self._to_open.append(self._open_below(pair, overwrite))
        there = (pair.present[0] > 0, pair.present[1] > 0)
        self._open_beside(kind.name, pair.place, pair.staging_place, there)
        for other in self._kinds.values():
            if other.index and other.index.per == kind.name:
                self._build_indexes(other, pair.number)

    def _plan_variants(self, pair: ListPair, outcome: Outcome) -> bool:
        """Write the variants of a product together; whether all that Staging has go for that."""
        plan, overwrite = self._books.plan, outcome.deletes > 0
        if outcome.writes or outcome.deletes:
            plan.clear(pair.number)
            generate = outcome.missing > 0 or overwrite
            flags = (int(generate), int(overwrite))
            job = VariantsJob(
                Action.WRITE, pair.kind.name, pair.number, pair.place, (), (), body=flags, digest=VARIANTS
            )
            plan.add([job])
        return overwrite

    def _open_below(self, pair: ListPair, overwritten: bool) -> Iterator[None]:
        """Open the lists under the records of a list, those of one record at each step."""
        kinds = self._below[pair.kind.name]
        for key, below, staging_key, staging_below in self._books.records.with_lists_below(pair.number):
            if overwritten:
                staging_key, staging_below = None, 0
            for bit, kind in enumerate(kinds):
                there = (bool(below >> bit & 1), bool(staging_below >> bit & 1))
                staging_id = staging_key[0] if staging_key else key[0]
                self._open(kind, (*pair.place, key[0]), (*pair.staging_place, staging_id), there)
            yield

    def _open_beside(self, name: str, place: Place, staging_place: Place, there: tuple[bool, bool]) -> None:
        """Open the lists that have something only where the kind of that name has."""
        for kind in self._kinds.values():
            if kind.read_if_any == name:
                self._open(kind, place, staging_place, there)

    def _lists_below(self, kind: Kind, in_production: bool, record: Record) -> int:
        """For each kind below that one a bit: whether the record may have something there."""
        bits = 0
        for bit, below in enumerate(self._below[kind.name]):
            index = self._indexes.get((below.name, in_production))
            empty = below.counted_by and record.get(below.counted_by) == 0
            bits |= (not empty and (index is None or index.has(record))) << bit
        return bits

    def _make_indexes(self) -> None:
        """Lists of records below which an index tells what there is wait for it."""
        for kind in self._kinds.values():
            parents = self._kinds.get(kind.within)
            if not kind.index or parents is None:
                continue
            for in_production, organization in ((True, self._books.production), (False, self._books.staging)):
                self._awaited[parents.name] = self._awaited.get(parents.name, 0) + 1
                self._indexes[kind.name, in_production] = ParentIndex(
                    kind, parents, organization, in_production, self._books.records, self._tasks,
                    ready=partial(self._index_ready, parents),
                )  # fmt: skip

    def _build_indexes(self, kind: Kind, per: int | None) -> None:
        """Ask for the parents of a resource. `per` is the list of what the index takes one by one."""
        if kind.name in self._built:
            return
        self._built.add(kind.name)
        for in_production in (True, False):
            if index := self._indexes.get((kind.name, in_production)):
                index.build(None if per is None else self._books.records.ids(per, in_production))

    def _index_ready(self, parents: Kind) -> None:
        self._awaited[parents.name] -= 1
        if not self._awaited[parents.name]:
            self._open(parents, (), (), (True, True))

    def _goal(self, kind: Kind, record: Record) -> Record:
        """What an ordinary record of Production is to be in Staging."""
        if self._books.terms.owner_ids and kind.owner_fields:
            here, there = self._books.terms.owner_ids
            owners = {name: there for name in kind.owner_fields if record.get(name) == here}
            record = {**record, **owners}
        return self._books.identities.translate(kind, record)

    def _list(
        self,
        pair: ListPair,
        half: Production,
        reduce: Callable[[list[Record]], int],
        done: Callable[[set[int]], None],
        held: bool = False,
    ) -> Listing:
        """The list of one half, ready to be read."""
        name, progress = pair.kind.name, self._books.progress
        place = pair.staging_place if half is self._books.staging else pair.place
        return Listing(
            self._tasks,
            read=partial(half.page, pair.kind, place),
            reduce=reduce,
            collect=lambda records: progress.done(name, Phase.SURVEY, records),
            done=done,
            failed=partial(self._refuse, pair),
            asked=partial(progress.planned, name, Phase.SURVEY),
            held=held,
        )

    def _refuse(self, pair: ListPair, refused: ErrorResponse) -> None:
        """Leave the list alone, and whatever lies below or beside it."""
        kind = pair.kind
        self._books.progress.done(kind.name, Phase.SURVEY, failed=True)
        self._unreadable(kind.name, str(refused))
        for other in self._kinds.values():
            if other.index and other.index.per == kind.name:
                self._build_indexes(other, None)

    def _unreadable(self, name: str, words: str) -> None:
        """Say of a resource, and of those that were not read for it, that they are not known."""
        report = self._books.result.of(name)
        report.unreadable = report.unreadable or words
        for kind in self._kinds.values():
            if name in (kind.within, kind.read_if_any) and not self._books.result.of(kind.name).unreadable:
                self._unreadable(kind.name, words)
