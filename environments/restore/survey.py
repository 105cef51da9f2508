"""Read both halves, compare them, and plan.

Lists are read as soon as it is known that they exist: those of the organization at once, those below a record
when that record was read, assignments when there is something to assign. Below a record that only Staging
has, nothing is read, because it goes as a whole.
"""

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from math import ceil

from environments.ordercloud.client import LARGEST_PAGE
from environments.ordercloud.errors import Refused

from .books import Books
from .crew import Task
from .halves import Production
from .journal import Phase
from .kind import Kind, Place, Record
from .list_pair import ListPair, Row
from .listing import Listing
from .plan import WriteVariants
from .report import Drift, DriftItem, identity
from .supplier_index import SupplierIndex
from .variants import VariantKind

READ_AGAIN = 2


class Survey:
    """Plans for `kinds`. Those in `counted` were planned before; it tells how many records of them Production
    and Staging have. Hand `take` to the crew."""

    def __init__(self, kinds: Iterable[Kind], books: Books, counted: dict[str, tuple[int, int]]):
        self._kinds = {kind.name: kind for kind in kinds}
        self._books = books
        self._tasks: deque[Task] = deque()
        self._tries: dict[tuple[str, Place], int] = {}
        self._below = {
            name: [one for one in self._kinds.values() if one.within == name and not one.read_if_any]
            for name in self._kinds
        }
        self._index = SupplierIndex(self._tasks, partial(self._unreadable, "ProductSuppliers"))
        for kind in self._kinds.values():
            if not kind.within and not kind.read_if_any and not self._waits_for_index(kind):
                self._open(kind, (), (), (True, True))
        for name, (production, staging) in counted.items():
            self._open_beside(name, (), (), (production > 0, staging > 0))

    def take(self) -> Task | None:
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
            goal=partial(self._goal, kind),
            spared=partial(books.protection.covers, kind.name, staging_place),
            below_production=partial(self._lists_below, kind, books.production),
            below_staging=partial(self._lists_below, kind, books.staging),
        )
        in_production, in_staging = there
        compared = self._comparison(pair, held=in_staging)

        def stood(totals: set[int]) -> None:
            if in_production:
                compared.release()
            else:
                self._close(pair)

        if in_staging:
            self._list(pair, books.staging, pair.stand, pair.standing.update, stood).start()
        if in_production:
            compared.start()

    def _comparison(self, pair: ListPair, held: bool = False) -> Listing:
        """Reading Production. While `held`, its first page comes, but waits until Staging is known."""

        def collect(rows: list[Row]) -> None:
            pair.rows.update((row.name, row) for row in rows)

        done = partial(self._compared, pair)
        return self._list(pair, self._books.production, pair.compare, collect, done, held)

    def _compared(self, pair: ListPair, totals: set[int]) -> None:
        """Production was read. When it did not hold still meanwhile, read it again, though not for ever."""
        if totals == {len(pair.rows)}:
            self._close(pair)
            return
        tries = self._tries[pair.kind.name, pair.place] = self._tries.get((pair.kind.name, pair.place), 0) + 1
        if tries <= READ_AGAIN:
            pair.rows.clear()
            self._comparison(pair).start()
            return
        item = DriftItem(pair.kind.name, identity(pair.place, ()), Drift.CHANGED_MEANWHILE)
        self._books.result.found(item)
        self._close(pair, consistent=False)

    def _close(self, pair: ListPair, consistent: bool = True) -> None:
        """Both halves were read: plan, and go on with the lists that this one leads to."""
        kind, plan, report = pair.kind, self._books.plan, self._books.result.of(pair.kind.name)
        writes, later, deletes = pair.finish(consistent)
        report.production += len(pair.rows)
        report.staging += len(pair.standing)
        report.equal += len(pair.rows) - len(writes)
        if len(pair.rows) > LARGEST_PAGE:
            pages = ceil(len(pair.rows) / LARGEST_PAGE)
            self._books.long_lists[kind.name, pair.place] = pages
        if isinstance(kind, VariantKind):
            overwrite = bool(deletes)
            if writes or deletes:
                missing = any(not write.exists for write in writes)
                plan.writes[kind.name].append(WriteVariants(pair.place, missing or overwrite, overwrite))
        else:
            overwrite = False
            plan.writes[kind.name] += writes
            plan.later[kind.name] += later
            plan.deletes[kind.name] += deletes
        self._open_below(pair, overwrite)
        there = (bool(pair.rows), bool(pair.standing))
        self._open_beside(kind.name, pair.place, pair.staging_place, there)
        if kind.name == "Suppliers":
            self._index_products(pair)

    def _open_below(self, pair: ListPair, overwritten: bool) -> None:
        kinds = self._below[pair.kind.name]
        for row in pair.rows.values() if kinds else ():
            standing = None if overwritten else pair.standing.get(row.name)
            for bit, kind in enumerate(kinds):
                there = (bool(row.below >> bit & 1), bool(standing and standing.below >> bit & 1))
                staging_key = standing.key[0] if standing else row.key[0]
                self._open(kind, (*pair.place, row.key[0]), (*pair.staging_place, staging_key), there)

    def _open_beside(self, name: str, place: Place, staging_place: Place, there: tuple[bool, bool]) -> None:
        """Open the lists that have something only where the kind of that name has."""
        for kind in self._kinds.values():
            if kind.read_if_any == name:
                self._open(kind, place, staging_place, there)

    def _lists_below(self, kind: Kind, half: Production, record: Record) -> int:
        """For each kind below that one a bit: whether the record may have something there."""
        bits = 0
        for bit, below in enumerate(self._below[kind.name]):
            if below.name == "ProductSuppliers":
                bits |= self._index.has(half, record["ID"]) << bit
            else:
                bits |= below.read_if(record) << bit
        return bits

    def _waits_for_index(self, kind: Kind) -> bool:
        return kind.name == "Products" and "Suppliers" in self._kinds

    def _index_products(self, suppliers: ListPair) -> None:
        products = self._kinds.get("Products")
        if products is None:
            return
        ids = {
            self._books.production: [row.key[0] for row in suppliers.rows.values()],
            self._books.staging: [standing.key[0] for standing in suppliers.standing.values()],
        }
        self._index.build(ids, ready=lambda: self._open(products, (), (), (True, True)))

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
        reduce: Callable[[list[Record]], list],
        collect: Callable[[list], None],
        done: Callable[[set[int]], None],
        held: bool = False,
    ) -> Listing:
        """The list of one half, ready to be read."""
        name, progress = pair.kind.name, self._books.progress
        place = pair.staging_place if half is self._books.staging else pair.place

        def landed(rows: list) -> None:
            progress.done(name, Phase.SURVEY, len(rows))
            collect(rows)

        def failed(refused: Refused) -> None:
            progress.done(name, Phase.SURVEY, failed=True)
            self._refuse(pair, refused)

        return Listing(
            self._tasks,
            read=partial(half.page, pair.kind, place),
            reduce=reduce,
            collect=landed,
            done=done,
            failed=failed,
            asked=partial(progress.planned, name, Phase.SURVEY),
            held=held,
        )

    def _refuse(self, pair: ListPair, refused: Refused) -> None:
        """Leave the list alone, and whatever lies below or beside it."""
        self._unreadable(pair.kind.name, refused)
        if pair.kind.name == "Suppliers" and "Products" in self._kinds:
            self._open(self._kinds["Products"], (), (), (True, True))

    def _unreadable(self, name: str, refused: Refused) -> None:
        report = self._books.result.of(name)
        report.unreadable = report.unreadable or str(refused)
