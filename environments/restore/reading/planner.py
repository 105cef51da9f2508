"""Reading and comparison of both organizations, which results in the plan.

Lists are read as soon as they are known to exist: those of the organization immediately, those below a
record once that record was read, assignments if there are records to assign. A list is skipped only if
OrderCloud itself reports it as empty: by a count (`Resource.count_field`), or in a list of the parents that
have records (`Resource.parent_index`). Nothing is read below a record that only Staging has, because it is
deleted as a whole.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from math import ceil

from environments.ordercloud.client import MAX_PAGE_SIZE
from environments.ordercloud.errors import ErrorResponse
from environments.restore.clients import ProductionReader
from environments.restore.context import RunContext
from environments.restore.journal import Phase
from environments.restore.plan import VARIANTS_SENTINEL_DIGEST, Action, VariantsJob
from environments.restore.reading.list_diff import ListDiff, ListDiffResult
from environments.restore.reading.list_reader import ListReader
from environments.restore.reading.parent_index import ParentIndex
from environments.restore.report import Drift, DriftItem, record_path
from environments.restore.resources.resource import ParentIds, Record, Resource
from environments.restore.resources.variants import VariantResource
from environments.restore.worker_pool import Task

MAX_REREADS = 2


class Planner:
    """Plans the restore of `resources`. Pass `next_task` to the worker pool.

    `counted` has the resources that were planned before, with the numbers of their records in Production and
    in Staging.
    """

    def __init__(
        self, resources: Iterable[Resource], context: RunContext, counted: dict[str, tuple[int, int]]
    ):
        self._resources = {resource.name: resource for resource in resources}
        self._context = context
        self._tasks: deque[Task] = deque()
        self._unstarted: deque[Iterator[None]] = deque()
        self._rereads: dict[int, int] = {}
        self._children = {
            name: [
                child for child in self._resources.values() if child.parent == name and not child.empty_unless
            ]
            for name in self._resources
        }
        self._indexes: dict[tuple[str, bool], ParentIndex] = {}
        self._pending_indexes: dict[str, int] = {}
        self._built_indexes: set[str] = set()
        self._make_indexes()
        for resource in self._resources.values():
            if (
                not resource.parent
                and not resource.empty_unless
                and resource.name not in self._pending_indexes
            ):
                self._start_list(resource, (), (), (True, True))
        for name, (production, staging) in counted.items():
            self._start_dependents(name, (), (), (production > 0, staging > 0))
        for resource in self._resources.values():
            if resource.parent_index and not (
                resource.parent_index.for_each in self._resources and resource.parent in self._resources
            ):
                self._build_indexes(resource, None)

    def next_task(self) -> Task | None:
        """Return the next task. Lists below records are started one parent after another."""
        while not self._tasks and self._unstarted:
            if next(self._unstarted[0], self) is self:
                self._unstarted.popleft()
        return self._tasks.popleft() if self._tasks else None

    def _start_list(
        self,
        resource: Resource,
        parent_ids: ParentIds,
        staging_parent_ids: ParentIds,
        presence: tuple[bool, bool],
    ) -> None:
        """Start reading a list; `presence` is whether Production and Staging may have records in it."""
        if not any(presence):
            return
        context = self._context
        diff = ListDiff(
            resource=resource,
            parent_ids=parent_ids,
            staging_parent_ids=staging_parent_ids,
            can_set_dates=context.options.can_set_dates,
            spool=context.spool,
            records=context.records,
            plan=context.plan,
            desired=partial(self._desired, resource),
            is_protected=partial(context.protected.contains, resource.name, staging_parent_ids),
            production_child_mask=partial(self._child_mask, resource, True),
            staging_child_mask=partial(self._child_mask, resource, False),
        )
        in_production, in_staging = presence
        production_reader = self._production_reader(diff, paused=in_staging)

        def on_staging_read(totals: set[int]) -> None:
            diff.reported_counts[1] = max(totals)
            if in_production:
                production_reader.resume()
            else:
                self._finish_list(diff)

        if in_staging:
            self._reader(diff, context.staging, diff.add_staging_page, on_staging_read).start()
        if in_production:
            production_reader.start()

    def _production_reader(self, diff: ListDiff, paused: bool = False) -> ListReader:
        """Return the reader of Production. While `paused`, its first page waits until Staging was read."""
        return self._reader(
            diff, self._context.production, diff.compare, partial(self._on_production_read, diff), paused
        )

    def _on_production_read(self, diff: ListDiff, totals: set[int]) -> None:
        """Finish the list, or read Production again if it changed meanwhile, up to `MAX_REREADS` times."""
        diff.reported_counts[0] = max(totals)
        if totals == {diff.production_count()}:
            self._finish_list(diff)
            return
        attempts = self._rereads[diff.list_id] = self._rereads.get(diff.list_id, 0) + 1
        if attempts <= MAX_REREADS:
            diff.reset_production()
            self._production_reader(diff).start()
            return
        item = DriftItem(diff.resource.name, record_path(diff.parent_ids, ()), Drift.CONCURRENT_CHANGE)
        self._context.result.add_drift(item)
        self._finish_list(diff, consistent=False)

    def _finish_list(self, diff: ListDiff, consistent: bool = True) -> None:
        """Plan a list that was read from both organizations, and start the lists that depend on it."""
        resource, context, report = (
            diff.resource,
            self._context,
            self._context.result.resource(diff.resource.name),
        )
        outcome = diff.result(consistent)
        report.production += outcome.production
        report.staging += outcome.staging
        report.equal += outcome.production - outcome.writes
        if outcome.production > MAX_PAGE_SIZE:
            context.page_counts[diff.list_id] = ceil(outcome.production / MAX_PAGE_SIZE)
        overwrite = isinstance(resource, VariantResource) and self._plan_variants(diff, outcome)
        if self._children[resource.name]:
            self._unstarted.append(self._start_child_lists(diff, overwrite))
        presence = (diff.reported_counts[0] > 0, diff.reported_counts[1] > 0)
        self._start_dependents(resource.name, diff.parent_ids, diff.staging_parent_ids, presence)
        for other in self._resources.values():
            if other.parent_index and other.parent_index.for_each == resource.name:
                self._build_indexes(other, diff.list_id)

    def _plan_variants(self, diff: ListDiff, outcome: ListDiffResult) -> bool:
        """Plan to write the variants of a product together; return whether Staging's are deleted for that."""
        plan, overwrite = self._context.plan, outcome.deletes > 0
        if outcome.writes or outcome.deletes:
            plan.discard_list(diff.list_id)
            generate = outcome.missing > 0 or overwrite
            flags = (int(generate), int(overwrite))
            job = VariantsJob(
                Action.WRITE,
                diff.resource.name,
                diff.list_id,
                diff.parent_ids,
                (),
                (),
                body_range=flags,
                digest=VARIANTS_SENTINEL_DIGEST,
            )
            plan.add([job])
        return overwrite

    def _start_child_lists(self, diff: ListDiff, overwritten: bool) -> Iterator[None]:
        """Start the lists under the records of a list, those of one record at each step."""
        resources = self._children[diff.resource.name]
        for key, below, staging_key, staging_below in self._context.records.with_child_lists(diff.list_id):
            if overwritten:
                staging_key, staging_below = None, 0
            for bit, resource in enumerate(resources):
                presence = (bool(below >> bit & 1), bool(staging_below >> bit & 1))
                staging_id = staging_key[0] if staging_key else key[0]
                self._start_list(
                    resource,
                    (*diff.parent_ids, key[0] or ""),
                    (*diff.staging_parent_ids, staging_id or ""),
                    presence,
                )
            yield

    def _start_dependents(
        self, name: str, parent_ids: ParentIds, staging_parent_ids: ParentIds, presence: tuple[bool, bool]
    ) -> None:
        """Start the lists that can only have records if the named resource has."""
        for resource in self._resources.values():
            if resource.empty_unless == name:
                self._start_list(resource, parent_ids, staging_parent_ids, presence)

    def _child_mask(self, resource: Resource, in_production: bool, record: Record) -> int:
        """Return a bit for each resource below this one: whether the record may have records of it."""
        bits = 0
        for bit, below in enumerate(self._children[resource.name]):
            index = self._indexes.get((below.name, in_production))
            empty = below.count_field and record.get(below.count_field) == 0
            bits |= (not empty and (index is None or index.has(record))) << bit
        return bits

    def _make_indexes(self) -> None:
        """Create the indexes of parents, whose lists are started when their indexes are ready."""
        for resource in self._resources.values():
            parents = self._resources.get(resource.parent)
            if not resource.parent_index or parents is None:
                continue
            for in_production, organization in (
                (True, self._context.production),
                (False, self._context.staging),
            ):
                self._pending_indexes[parents.name] = self._pending_indexes.get(parents.name, 0) + 1
                self._indexes[resource.name, in_production] = ParentIndex(
                    resource, parents, organization, in_production, self._context.records, self._tasks,
                    ready=partial(self._index_ready, parents),
                )  # fmt: skip

    def _build_indexes(self, resource: Resource, list_id: int | None) -> None:
        """Build the indexes of a resource; `list_id` is the list of the records to query one by one."""
        if resource.name in self._built_indexes:
            return
        self._built_indexes.add(resource.name)
        for in_production in (True, False):
            if index := self._indexes.get((resource.name, in_production)):
                index.build(None if list_id is None else self._context.records.ids(list_id, in_production))

    def _index_ready(self, parents: Resource) -> None:
        self._pending_indexes[parents.name] -= 1
        if not self._pending_indexes[parents.name]:
            self._start_list(parents, (), (), (True, True))

    def _desired(self, resource: Resource, record: Record) -> Record:
        """Return what an ordinary record of Production should be in Staging."""
        if self._context.options.marketplace_ids and resource.owner_fields:
            production_id, staging_id = self._context.options.marketplace_ids
            owners = {name: staging_id for name in resource.owner_fields if record.get(name) == production_id}
            record = {**record, **owners}
        return self._context.api_client_ids.translate(resource, record)

    def _reader(
        self,
        diff: ListDiff,
        organization: ProductionReader,
        convert: Callable[[list[Record]], int],
        done: Callable[[set[int]], None],
        paused: bool = False,
    ) -> ListReader:
        """Return the reader for the list in one organization."""
        name, progress = diff.resource.name, self._context.progress
        parent_ids = diff.staging_parent_ids if organization is self._context.staging else diff.parent_ids
        return ListReader(
            self._tasks,
            read=partial(organization.list_page, diff.resource, parent_ids),
            convert=convert,
            on_rows=lambda records: progress.done(name, Phase.COMPARE, records),
            on_complete=done,
            on_error=partial(self._on_rejected, diff),
            on_request=partial(progress.planned, name, Phase.COMPARE),
            paused=paused,
        )

    def _on_rejected(self, diff: ListDiff, error: ErrorResponse) -> None:
        """Leave the list unchanged, with everything that depends on it."""
        resource = diff.resource
        self._context.progress.done(resource.name, Phase.COMPARE, failed=True)
        self._mark_unreadable(resource.name, str(error))
        for other in self._resources.values():
            if other.parent_index and other.parent_index.for_each == resource.name:
                self._build_indexes(other, None)

    def _mark_unreadable(self, name: str, message: str) -> None:
        """Mark a resource as unreadable, with the resources that depend on it."""
        report = self._context.result.resource(name)
        report.unreadable = report.unreadable or message
        for resource in self._resources.values():
            if (
                name in (resource.parent, resource.empty_unless)
                and not self._context.result.resource(resource.name).unreadable
            ):
                self._mark_unreadable(resource.name, message)
