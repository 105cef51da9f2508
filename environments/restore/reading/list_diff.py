"""Compare one list of both organizations while it is read.

Staging is read first; the database stores a digest of each record. Then each page of Production is compared
as it arrives; only records that have to be written are stored completely, in the spool.
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
    """The result of comparing a list, as numbers of records. The `missing` ones are included in `writes`."""

    production: int
    staging: int
    writes: int
    missing: int
    deletes: int


@dataclass
class ListDiff:
    """The comparison of one list of `resource`.

    Attributes:
        parent_ids: where Production has the list.
        staging_parent_ids: where Staging has it before its parent is written; usually the same.
        desired: converts a record of Production to what it should be in Staging.
        is_protected: returns whether a record must not be changed; it then counts as equal.
        production_child_mask: returns which lists under a record may have records, as bits.
        staging_child_mask: the same for a record of Staging.
        reported_counts: the `TotalCount` of Production and of Staging.
    """

    resource: Resource
    parent_ids: ParentIds
    staging_parent_ids: ParentIds
    can_set_dates: bool
    spool: Spool
    records: RecordStore
    plan: Plan
    desired: Callable[[Record], Record]
    is_protected: Callable[[Key], bool]
    production_child_mask: Callable[[Record], int] = lambda record: 0
    staging_child_mask: Callable[[Record], int] = lambda record: 0
    reported_counts: list[int] = field(default_factory=lambda: [0, 0])

    def __post_init__(self) -> None:
        self.list_id = self.records.allocate_list_id()

    def add_staging_page(self, items: list[Record]) -> int:
        """Add a page of Staging and return its number of records. Called in a worker."""
        rows = []
        for item in items:
            read, record = (
                self.resource.normalize(item),
                writable_fields(self.resource, item, self.can_set_dates),
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
        existing = self.records.staging_records(self.list_id, [row.match_key for row, _ in wanted])
        new = self.records.add_production(self.list_id, [row for row, _ in wanted])
        jobs: list[Job] = []
        for row, record in wanted:
            if row.match_key in new and not self.is_protected(row.key):
                jobs += self._jobs(row, record, existing.get(row.match_key))
        self.plan.add(jobs)
        return len(items)

    def _desired_record(self, item: Record) -> tuple[ProductionRecord, Record]:
        resource, read = self.resource, self.resource.normalize(item)
        record = self.desired(writable_fields(resource, item, self.can_set_dates))
        named = {**read, **record}
        parent = record.get(resource.parent_field) if resource.parent_field else None
        parent_key = (parent.casefold(),) if parent else None
        row = ProductionRecord(
            resource.match_key(named), resource.key_of(named), self.production_child_mask(item), parent_key
        )
        return row, record

    def _jobs(
        self, row: ProductionRecord, record: Record, existing: tuple[bytes, dict[str, int]] | None
    ) -> list[Job]:
        resource = self.resource
        texts = canonical(resource, record)
        wanted = digest_of(texts)
        if existing and existing[0] == wanted:
            return []
        deferred = record.get(resource.deferred_field) if resource.deferred_field else None
        first = {**record, resource.deferred_field: None} if deferred else record
        job = self._write_job(row, first, wanted)
        job.exists, job.label = existing is not None, resource.label_of(record)
        job.fields = differing_fields(existing[1], checksums(texts)) if existing else ()
        if not deferred:
            return [job]
        second = self._write_job(row, {resource.deferred_field: deferred}, wanted)
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
        self.plan.discard_list(self.list_id)

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
