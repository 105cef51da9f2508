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
from environments.restore.clients import ProductionReader
from environments.restore.context import RunContext
from environments.restore.journal import Phase
from environments.restore.plan import VARIANTS_DIGEST, Action, VariantsJob
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

    `counted` has the resources that were planned before, with the number of their records in Production and
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
            name: [one for one in self._resources.values() if one.parent == name and not one.requires_any]
            for name in self._resources
        }
        self._indexes: dict[tuple[str, bool], ParentIndex] = {}
        self._pending_indexes: dict[str, int] = {}
        self._built_indexes: set[str] = set()
        self._make_indexes()
        for resource in self._resources.values():
            if (
                not resource.parent
                and not resource.requires_any
                and resource.name not in self._pending_indexes
            ):
                self._start_list(resource, (), (), (True, True))
        for name, (production, staging) in counted.items():
            self._start_dependents(name, (), (), (production > 0, staging > 0))
        for resource in self._resources.values():
            if resource.parent_index and not (
                resource.parent_index.per in self._resources and resource.parent in self._resources
            ):
                self._build_indexes(resource, None)

    def next_task(self) -> Task | None:
        """Return the next task. Lists below records are started one parent after another."""
        while not self._tasks and self._unstarted:
            if next(self._unstarted[0], self) is self:
                self._unstarted.popleft()
        return self._tasks.popleft() if self._tasks else None

    def _start_list(
        self, resource: Resource, place: ParentIds, staging_place: ParentIds, there: tuple[bool, bool]
    ) -> None:
        """Start reading a list. `there` tells where it may have records: in Production, in Staging."""
        if not any(there):
            return
        context = self._context
        pair = ListDiff(
            resource=resource,
            parent_ids=place,
            staging_parent_ids=staging_place,
            keeps_dates=context.options.keeps_dates,
            spool=context.spool,
            records=context.records,
            plan=context.plan,
            desired=partial(self._desired, resource),
            is_protected=partial(context.protected.contains, resource.name, staging_place),
            production_child_mask=partial(self._child_mask, resource, True),
            staging_child_mask=partial(self._child_mask, resource, False),
        )
        in_production, in_staging = there
        compared = self._production_reader(pair, held=in_staging)

        def stood(totals: set[int]) -> None:
            pair.reported_counts[1] = max(totals)
            if in_production:
                compared.resume()
            else:
                self._finish_list(pair)

        if in_staging:
            self._reader(pair, context.staging, pair.index, stood).start()
        if in_production:
            compared.start()

    def _production_reader(self, pair: ListDiff, held: bool = False) -> ListReader:
        """Reading Production. While `held`, its first page comes, but waits until Staging is known."""
        return self._reader(
            pair, self._context.production, pair.compare, partial(self._on_production_read, pair), held
        )

    def _on_production_read(self, pair: ListDiff, totals: set[int]) -> None:
        """Production was read. When it did not hold still meanwhile, read it again, though not for ever."""
        pair.reported_counts[0] = max(totals)
        if totals == {pair.production_count()}:
            self._finish_list(pair)
            return
        tries = self._rereads[pair.list_id] = self._rereads.get(pair.list_id, 0) + 1
        if tries <= MAX_REREADS:
            pair.reset_production()
            self._production_reader(pair).start()
            return
        item = DriftItem(pair.resource.name, record_path(pair.parent_ids, ()), Drift.CHANGED_MEANWHILE)
        self._context.result.add_drift(item)
        self._finish_list(pair, consistent=False)

    def _finish_list(self, pair: ListDiff, consistent: bool = True) -> None:
        """Both organizations were read: plan, and go on with the lists that this one leads to."""
        resource, context, report = (
            pair.resource,
            self._context,
            self._context.result.resource(pair.resource.name),
        )
        outcome = pair.result(consistent)
        report.production += outcome.production
        report.staging += outcome.staging
        report.equal += outcome.production - outcome.writes
        if outcome.production > MAX_PAGE_SIZE:
            context.page_counts[pair.list_id] = ceil(outcome.production / MAX_PAGE_SIZE)
        overwrite = isinstance(resource, VariantResource) and self._plan_variants(pair, outcome)
        if self._children[resource.name]:
            self._unstarted.append(self._start_child_lists(pair, overwrite))
        there = (pair.reported_counts[0] > 0, pair.reported_counts[1] > 0)
        self._start_dependents(resource.name, pair.parent_ids, pair.staging_parent_ids, there)
        for other in self._resources.values():
            if other.parent_index and other.parent_index.per == resource.name:
                self._build_indexes(other, pair.list_id)

    def _plan_variants(self, pair: ListDiff, outcome: ListDiffResult) -> bool:
        """Write the variants of a product together; whether all that Staging has go for that."""
        plan, overwrite = self._context.plan, outcome.deletes > 0
        if outcome.writes or outcome.deletes:
            plan.clear(pair.list_id)
            generate = outcome.missing > 0 or overwrite
            flags = (int(generate), int(overwrite))
            job = VariantsJob(
                Action.WRITE,
                pair.resource.name,
                pair.list_id,
                pair.parent_ids,
                (),
                (),
                body_range=flags,
                digest=VARIANTS_DIGEST,
            )
            plan.add([job])
        return overwrite

    def _start_child_lists(self, pair: ListDiff, overwritten: bool) -> Iterator[None]:
        """Open the lists under the records of a list, those of one record at each step."""
        resources = self._children[pair.resource.name]
        for key, below, staging_key, staging_below in self._context.records.with_child_lists(pair.list_id):
            if overwritten:
                staging_key, staging_below = None, 0
            for bit, resource in enumerate(resources):
                there = (bool(below >> bit & 1), bool(staging_below >> bit & 1))
                staging_id = staging_key[0] if staging_key else key[0]
                self._start_list(
                    resource,
                    (*pair.parent_ids, key[0] or ""),
                    (*pair.staging_parent_ids, staging_id or ""),
                    there,
                )
            yield

    def _start_dependents(
        self, name: str, place: ParentIds, staging_place: ParentIds, there: tuple[bool, bool]
    ) -> None:
        """Open the lists that have something only where the kind of that name has."""
        for resource in self._resources.values():
            if resource.requires_any == name:
                self._start_list(resource, place, staging_place, there)

    def _child_mask(self, resource: Resource, in_production: bool, record: Record) -> int:
        """For each kind below that one a bit: whether the record may have something there."""
        bits = 0
        for bit, below in enumerate(self._children[resource.name]):
            index = self._indexes.get((below.name, in_production))
            empty = below.count_field and record.get(below.count_field) == 0
            bits |= (not empty and (index is None or index.has(record))) << bit
        return bits

    def _make_indexes(self) -> None:
        """Lists of records below which an index tells what there is wait for it."""
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

    def _build_indexes(self, resource: Resource, per: int | None) -> None:
        """Ask for the parents of a resource. `per` is the list of what the index takes one by one."""
        if resource.name in self._built_indexes:
            return
        self._built_indexes.add(resource.name)
        for in_production in (True, False):
            if index := self._indexes.get((resource.name, in_production)):
                index.build(None if per is None else self._context.records.ids(per, in_production))

    def _index_ready(self, parents: Resource) -> None:
        self._pending_indexes[parents.name] -= 1
        if not self._pending_indexes[parents.name]:
            self._start_list(parents, (), (), (True, True))

    def _desired(self, resource: Resource, record: Record) -> Record:
        """What an ordinary record of Production is to be in Staging."""
        if self._context.options.owner_ids and resource.owner_fields:
            here, there = self._context.options.owner_ids
            owners = {name: there for name in resource.owner_fields if record.get(name) == here}
            record = {**record, **owners}
        return self._context.api_client_ids.translate(resource, record)

    def _reader(
        self,
        pair: ListDiff,
        half: ProductionReader,
        reduce: Callable[[list[Record]], int],
        done: Callable[[set[int]], None],
        held: bool = False,
    ) -> ListReader:
        """The list of one half, ready to be read."""
        name, progress = pair.resource.name, self._context.progress
        place = pair.staging_parent_ids if half is self._context.staging else pair.parent_ids
        return ListReader(
            self._tasks,
            read=partial(half.list_page, pair.resource, place),
            reduce=reduce,
            on_rows=lambda records: progress.done(name, Phase.COMPARE, records),
            on_complete=done,
            on_error=partial(self._on_rejected, pair),
            on_request=partial(progress.planned, name, Phase.COMPARE),
            paused=held,
        )

    def _on_rejected(self, pair: ListDiff, refused: ErrorResponse) -> None:
        """Leave the list alone, and whatever lies below or beside it."""
        resource = pair.resource
        self._context.progress.done(resource.name, Phase.COMPARE, failed=True)
        self._mark_unreadable(resource.name, str(refused))
        for other in self._resources.values():
            if other.parent_index and other.parent_index.per == resource.name:
                self._build_indexes(other, None)

    def _mark_unreadable(self, name: str, words: str) -> None:
        """Say of a resource, and of those that were not read for it, that they are not known."""
        report = self._context.result.resource(name)
        report.unreadable = report.unreadable or words
        for resource in self._resources.values():
            if (
                name in (resource.parent, resource.requires_any)
                and not self._context.result.resource(resource.name).unreadable
            ):
                self._mark_unreadable(resource.name, words)
