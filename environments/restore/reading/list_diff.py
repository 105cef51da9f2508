"""One list in both organizations, while it is read and compared.

Staging is read first; of each record a digest remains in the database. Then each page of Production is
compared as it comes; only the records that have to be written keep their body, in the spool.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from environments.restore.plan import Action, Job, Plan, deferred_stage
from environments.restore.resources.compare import canonical, checksums, differing_fields, digest_of, writable
from environments.restore.resources.resource import Key, Kind, Place, Record
from environments.restore.storage.record_store import (
    ProductionRow,
    RecordStore,
    StagingRow,
)
from environments.restore.storage.spool import Spool
from lib import exact_json


@dataclass(frozen=True)
class Outcome:
    """What comparing a list came to, in records. `missing` ones are among `writes`."""

    production: int
    staging: int
    writes: int
    missing: int
    deletes: int


@dataclass
class ListPair:
    """The list of `kind` at `place`.

    Attributes:
        staging_place: where Staging has the list until its parent is written; mostly the same.
        goal: makes of a record of Production what it is to be in Staging.
        spared: tells whether a record must not be touched; it then counts as equal.
        below_production: tells for a record in which lists under it something may lie, as bits.
        below_staging: the same for a record of Staging.
        present: how many records each organization said that it has, Production first.
    """

    kind: Kind
    place: Place
    staging_place: Place
    keep_dates: bool
    spool: Spool
    records: RecordStore
    plan: Plan
    goal: Callable[[Record], Record]
    spared: Callable[[Key], bool]
    below_production: Callable[[Record], int] = lambda record: 0
    below_staging: Callable[[Record], int] = lambda record: 0
    present: list[int] = field(default_factory=lambda: [0, 0])

    def __post_init__(self) -> None:
        self.number = self.records.new_list()

    def stand(self, items: list[Record]) -> int:
        """Take a page of Staging; how many records it has. Called in a worker."""
        rows = []
        for item in items:
            read, record = self.kind.as_read(item), writable(self.kind, item, self.keep_dates)
            key = self.kind.key_of(read)
            if not self.spared(key):
                texts, name = canonical(self.kind, record), self.kind.name_of(read)
                digest, sums, label = digest_of(texts), checksums(texts), self.kind.label_of(read)
                rows.append(StagingRow(name, key, digest, sums, label, self.below_staging(item)))
        self.records.add_staging(self.number, rows)
        return len(items)

    def compare(self, items: list[Record]) -> int:
        """Compare a page of Production; how many records it has. Called in a worker, after all of Staging
        was read.
        """
        wanted = [self._wanted(item) for item in items]
        standing = self.records.of_staging(self.number, [row.name for row, _ in wanted])
        new = self.records.add_production(self.number, [row for row, _ in wanted])
        jobs: list[Job] = []
        for row, record in wanted:
            if row.name in new and not self.spared(row.key):
                jobs += self._jobs(row, record, standing.get(row.name))
        self.plan.add(jobs)
        return len(items)

    def _wanted(self, item: Record) -> tuple[ProductionRow, Record]:
        kind, read = self.kind, self.kind.as_read(item)
        record = self.goal(writable(kind, item, self.keep_dates))
        named = {**read, **record}
        parent = record.get(kind.parent_field) if kind.parent_field else None
        above = (parent.casefold(),) if parent else None
        row = ProductionRow(kind.name_of(named), kind.key_of(named), self.below_production(item), above)
        return row, record

    def _jobs(
        self, row: ProductionRow, record: Record, standing: tuple[bytes, dict[str, int]] | None
    ) -> list[Job]:
        kind = self.kind
        texts = canonical(kind, record)
        wanted = digest_of(texts)
        if standing and standing[0] == wanted:
            return []
        later = record.get(kind.written_later) if kind.written_later else None
        first = {**record, kind.written_later: None} if later else record
        job = self._write(row, first, wanted)
        job.exists, job.label = standing is not None, kind.label_of(record)
        job.fields = differing_fields(standing[1], checksums(texts)) if standing else ()
        if not later:
            return [job]
        second = self._write(row, {kind.written_later: later}, wanted)
        second.stage = deferred_stage(kind.name)
        return [job, second]

    def _write(self, row: ProductionRow, record: Record, digest: bytes) -> Job:
        body = self.spool.put(exact_json.dumps(record).encode())
        return Job(
            Action.WRITE, self.kind.name, self.number, self.place, row.name, row.key, body=body, digest=digest
        )

    def forget_production(self) -> None:
        """Production is going to be read again."""
        self.records.clear_production(self.number)
        self.plan.clear(self.number)

    def counted(self) -> int:
        """How many different records were read of Production."""
        return self.records.counts(self.number)[0]

    def finish(self, consistent: bool) -> Outcome:
        """What the whole list comes to.

        Nothing is deleted when Production's list did not hold still: what seems to be missing may only have
        moved.
        """
        if self.kind.parent_field:
            self.records.rank(self.number)
            self.plan.rank(self.number)
        deletes = 0
        if consistent:
            deletes = self.plan.add_deletes(self.number, self.kind.name, self.staging_place)
        return Outcome(
            *self.records.counts(self.number), *self.plan.writes_of_list(self.number), deletes=deletes
        )
