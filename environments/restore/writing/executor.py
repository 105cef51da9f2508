"""Carry the plan out.

First every address that must not be there is taken away. Then what only Staging has is deleted, the dependent
before what it depends on, so that names are free again; then everything is written, in the order of the
manifest. What OrderCloud refuses is tried again when the rest is done, since the reason may be gone by then.
Records that still hold each other's unique values give them up first.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from environments.ordercloud.errors import Conflict, NotFound
from environments.restore.context import Books
from environments.restore.journal import Phase
from environments.restore.plan import Action, Job, JobState, deferred_stage
from environments.restore.report import Change, ChangeType, Difference, Failure, Why, identity
from environments.restore.resources.manifest import BY_NAME
from environments.restore.resources.resource import Kind, Record
from environments.restore.worker_pool import Crew, Task
from environments.restore.writing.mutations import Deeds, Outcome, Refusal
from environments.restore.writing.scheduler import (
    Order,
    deleting_needs,
    in_tiers,
    writing_needs,
)

Tiers = Mapping[str, Iterable[Iterable[Job]]]
"""What is to be done, by stage and in tiers: the name of a kind, or that of its second parts."""


@dataclass(frozen=True)
class _Stuck:
    """A job that OrderCloud refused."""

    kind: Kind
    job: Job
    refusal: Refusal

    @property
    def holds_unique_value(self) -> bool:
        """Whether the record has to give its unique values up, because another one may wait for them."""
        job = self.job
        is_write = job.action is Action.WRITE and job.exists
        return bool(self.kind.unique) and is_write and isinstance(self.refusal, Conflict)


class Execution:
    """Carries out the plan in `books` for `kinds`, once; used by the engine's own thread."""

    def __init__(self, kinds: Iterable[Kind], books: Books, crew: Crew):
        self._books, self._crew, self._deeds = books, crew, Deeds(books)
        kinds = list(kinds)
        self._kinds = {kind.name: kind for kind in kinds}
        self._kinds.update({deferred_stage(kind.name): kind for kind in kinds})
        self._before = {Action.WRITE: writing_needs(kinds), Action.DELETE: deleting_needs(kinds)}

    def run(self) -> None:
        """Do everything, and put into the report what was done and what failed."""
        self._announce(Phase.DELETE, Action.DELETE)
        self._announce(Phase.WRITE, Action.WRITE)
        self._disarm()
        # Deleting a category takes everything below it along, some of which may only have to move.
        deletes = self._planned(Action.DELETE)
        nested = {name: tiers for name, tiers in deletes.items() if self._kinds[name].parent_field}
        others = {name: tiers for name, tiers in deletes.items() if name not in nested}
        stuck = self._round(Action.DELETE, others)
        stuck += self._round(Action.WRITE, self._planned(Action.WRITE))
        stuck += self._round(Action.DELETE, nested)
        self._insist(stuck)

    def _planned(self, action: Action) -> Tiers:
        plan = self._books.plan
        return {
            stage: [plan.jobs(action, stage, tier) for tier in tiers]
            for stage, tiers in plan.stages(action).items()
        }

    def _disarm(self) -> None:
        jobs = iter(self._books.plan.disarm)

        def take() -> Task | None:
            name, key = next(jobs, (None, None))
            return Task(partial(self._deeds.disarm, BY_NAME[name], key), landed) if name else None

        def landed(outcome: Outcome) -> None:
            if outcome.refusal and not isinstance(outcome.refusal, NotFound):
                raise outcome.refusal

        self._crew.run(take)

    def _insist(self, stuck: list[_Stuck]) -> None:
        """Try again what was refused until that does not help any more; what is left has failed."""
        freed: dict[int, Record | None] = {}
        while stuck:
            left = self._again(Action.DELETE, stuck) + self._again(Action.WRITE, stuck)
            holders = [one for one in left if one.holds_unique_value and one.job.id not in freed]
            if holders:
                freed |= self._free_unique_values(holders)
            elif len(left) == len(stuck):
                break
            stuck = left
        self._give_back([(one, before) for one in stuck if (before := freed.get(one.job.id))])
        for one in stuck:
            self._failed(one)

    def _again(self, action: Action, stuck: list[_Stuck]) -> list[_Stuck]:
        jobs: dict[str, list[Job]] = {}
        for one in stuck:
            if one.job.action is action:
                jobs.setdefault(one.job.stage, []).append(one.job)
        return self._round(action, {stage: in_tiers(listed) for stage, listed in jobs.items()})

    def _free_unique_values(self, holders: list[_Stuck]) -> dict[int, Record | None]:
        """Let records that hold each other's unique values give them up; the records as they were."""
        before: dict[int, Record | None] = {}

        def landed(one: _Stuck, outcome: Outcome) -> None:
            # A refusal shows when the record is written again.
            before[one.job.id] = outcome.before
            self._books.progress.done(one.kind.name, Phase.WRITE)

        deeds = [partial(self._deeds.free_unique_value, one.kind, one.job) for one in holders]
        self._all_at_once(holders, deeds, landed)
        return before

    def _give_back(self, freed: list[tuple[_Stuck, Record]]) -> None:
        """Let records that could not be written have their unique values again."""

        def landed(one: _Stuck, outcome: Outcome) -> None:
            self._books.progress.done(one.kind.name, Phase.WRITE)

        deeds = [partial(self._deeds.give_back, one.kind, one.job, before) for one, before in freed]
        self._all_at_once([one for one, _ in freed], deeds, landed)

    def _all_at_once(
        self,
        stuck: list[_Stuck],
        deeds: list[Callable[[], Outcome]],
        landed: Callable[[_Stuck, Outcome], None],
    ) -> None:
        for one in stuck:
            self._books.progress.planned(one.kind.name, Phase.WRITE)
        tasks = (Task(deed, partial(landed, one)) for one, deed in zip(stuck, deeds, strict=True))
        self._crew.run(lambda: next(tasks, None))

    def _round(self, action: Action, tiers: Tiers) -> list[_Stuck]:
        """Do these jobs in order, as many at once as can be; what OrderCloud refused comes back."""
        order, stuck = Order(self._before[action], tiers), []
        deed: Callable[[Kind, Job], Outcome] = (
            self._deeds.delete if action is Action.DELETE else self._deeds.write
        )

        def take() -> Task | None:
            found = order.take()
            if found is None:
                return None
            stage, job = found
            return Task(partial(deed, self._kinds[stage], job), partial(landed, stage, job))

        def landed(stage: str, job: Job, outcome: Outcome) -> None:
            order.landed(stage)
            kind = self._kinds[stage]
            if outcome.refusal is None:
                self._done(kind, job, outcome)
            elif kind.only_own and isinstance(outcome.refusal, NotFound):
                self._party_gone(kind, job)
            else:
                stuck.append(_Stuck(kind, job, outcome.refusal.with_traceback(None)))

        self._crew.run(take)
        return stuck

    def _announce(self, phase: Phase, action: Action) -> None:
        for stage, tiers in self._books.plan.stages(action).items():
            self._books.progress.planned(self._kinds[stage].name, phase, sum(tiers.values()))

    def _done(self, kind: Kind, job: Job, outcome: Outcome) -> None:
        if job.stage == kind.name and not outcome.idle:
            self._books.result.of(kind.name).change(change_of(job))
        self._books.progress.done(kind.name, _phase(job))

    def _party_gone(self, kind: Kind, job: Job) -> None:
        """Staging's own assignment names somebody who is in Production no more."""
        self._books.plan.mark([job], JobState.FAILED)
        difference = Difference(identity(job.place, job.key), Why.PARTY_GONE)
        self._books.result.of(kind.name).on_purpose.append(difference)
        self._books.progress.done(kind.name, Phase.WRITE)

    def _failed(self, stuck: _Stuck) -> None:
        name, job, refusal = stuck.kind.name, stuck.job, stuck.refusal
        record, reason = identity(job.place, job.key), refusal.reason
        self._books.result.of(name).fail(
            Failure(record, str(refusal), reason.code, reason.field, job.label, reason.message)
        )
        self._books.plan.mark([job], JobState.FAILED)
        self._books.progress.done(name, _phase(job), failed=True)


def change_of(job: Job) -> Change:
    """What a job does, for the report."""
    if job.action is Action.DELETE:
        change = ChangeType.DELETE
    else:
        change = ChangeType.CHANGE if job.exists else ChangeType.CREATE
    return Change(identity(job.place, job.key), change, job.label, job.fields)


def _phase(job: Job) -> Phase:
    return Phase.DELETE if job.action is Action.DELETE else Phase.WRITE
