"""Compare one list of both organizations while it is read.

Staging is read first; the database holds a digest of each record. Then each page of Production is compared as
it arrives; only records that have to be written are stored whole, in the spool.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from environments.restore.plan import Action, Job, Plan, deferred_stage
from environments.restore.resources.compare import (
    canonical,
    checksums,
    differing_fields,
    digest_of,
    writable_fields,
)
from environments.restore.resources.resource import Key, ParentIds, Record, Resource
from environments.restore.storage.record_store import (
    ProductionRecord,
    RecordStore,
    StagingRecord,
)
from environments.restore.storage.spool import Spool
from lib import exact_json


@dataclass(frozen=True)
class ListDiffResult:
    """The result of comparing a list, in numbers of records. `missing` ones are among `writes`."""

    production: int
    staging: int
    writes: int
    missing: int
    deletes: int


@dataclass
class ListDiff:
    """The list of `resource` at `place`.

    Attributes:
        staging_place: where Staging has the list until its parent is written; mostly the same.
        goal: makes of a record of Production what it is to be in Staging.
        spared: tells whether a record must not be touched; it then counts as equal.
        below_production: tells for a record in which lists under it something may lie, as bits.
        below_staging: the same for a record of Staging.
        present: how many records each organization said that it has, Production first.
    """

    resource: Resource
    parent_ids: ParentIds
    staging_parent_ids: ParentIds
    keeps_dates: bool
    spool: Spool
    records: RecordStore
    plan: Plan
    desired: Callable[[Record], Record]
    is_protected: Callable[[Key], bool]
    production_child_mask: Callable[[Record], int] = lambda record: 0
    staging_child_mask: Callable[[Record], int] = lambda record: 0
    reported_counts: list[int] = field(default_factory=lambda: [0, 0])

    def __post_init__(self) -> None:
        self.list_id = self.records.new_list()

    def index(self, items: list[Record]) -> int:
        """Add a page of Staging and return its number of records. Called in a worker."""
        rows = []
        for item in items:
            read, record = (
                self.resource.normalize(item),
                writable_fields(self.resource, item, self.keeps_dates),
            )
            key = self.resource.key_of(read)
            if not self.is_protected(key):
                texts, name = canonical(self.resource, record), self.resource.match_key(read)
                digest, sums, label = digest_of(texts), checksums(texts), self.resource.label_of(read)
                rows.append(StagingRecord(name, key, digest, sums, label, self.staging_child_mask(item)))
        self.records.add_staging(self.list_id, rows)
        return len(items)

    def compare(self, items: list[Record]) -> int:
        """Compare a page of Production and return its number of records.

        Called in a worker, after all of Staging was read.
        """
        wanted = [self._desired_record(item) for item in items]
        standing = self.records.staging_records(self.list_id, [row.match_key for row, _ in wanted])
        new = self.records.add_production(self.list_id, [row for row, _ in wanted])
        jobs: list[Job] = []
        for row, record in wanted:
            if row.match_key in new and not self.is_protected(row.key):
                jobs += self._jobs(row, record, standing.get(row.match_key))
        self.plan.add(jobs)
        return len(items)

    def _desired_record(self, item: Record) -> tuple[ProductionRecord, Record]:
        resource, read = self.resource, self.resource.normalize(item)
        record = self.desired(writable_fields(resource, item, self.keeps_dates))
        named = {**read, **record}
        parent = record.get(resource.parent_field) if resource.parent_field else None
        above = (parent.casefold(),) if parent else None
        row = ProductionRecord(
            resource.match_key(named), resource.key_of(named), self.production_child_mask(item), above
        )
        return row, record

    def _jobs(
        self, row: ProductionRecord, record: Record, standing: tuple[bytes, dict[str, int]] | None
    ) -> list[Job]:
        resource = self.resource
        texts = canonical(resource, record)
        wanted = digest_of(texts)
        if standing and standing[0] == wanted:
            return []
        later = record.get(resource.deferred_field) if resource.deferred_field else None
        first = {**record, resource.deferred_field: None} if later else record
        job = self._write_job(row, first, wanted)
        job.exists, job.label = standing is not None, resource.label_of(record)
        job.fields = differing_fields(standing[1], checksums(texts)) if standing else ()
        if not later:
            return [job]
        second = self._write_job(row, {resource.deferred_field: later}, wanted)
        second.stage = deferred_stage(resource.name)
        return [job, second]

    def _write_job(self, row: ProductionRecord, record: Record, digest: bytes) -> Job:
        body = self.spool.append(exact_json.dumps(record).encode())
        return Job(
            Action.WRITE,
            self.resource.name,
            self.list_id,
            self.parent_ids,
            row.match_key,
            row.key,
            body_range=body,
            digest=digest,
        )

    def reset_production(self) -> None:
        """Discard what was read of Production, because it is read again."""
        self.records.clear_production(self.list_id)
        self.plan.clear(self.list_id)

    def production_count(self) -> int:
        """Return how many different records were read of Production."""
        return self.records.counts(self.list_id)[0]

    def result(self, consistent: bool) -> ListDiffResult:
        """Return the result of the whole list.

        Nothing is deleted if Production changed while it was read: a record that seems to be missing may only
        have moved.
        """
        if self.resource.parent_field:
            self.records.compute_depths(self.list_id)
            self.plan.order_by_depth(self.list_id)
        deletes = 0
        if consistent:
            deletes = self.plan.add_deletes(self.list_id, self.resource.name, self.staging_parent_ids)
        return ListDiffResult(
            *self.records.counts(self.list_id), *self.plan.writes_of_list(self.list_id), deletes=deletes
        )
