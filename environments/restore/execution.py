"""Carry the plan out.

First every address that must not be there is taken away. Then what only Staging has is deleted, the dependent
before what it depends on, so that names are free again; then everything is written, in the order of the
manifest. What OrderCloud refuses is tried again when the rest is done, since the reason may be gone by then,
and so on as long as that helps.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from environments.ordercloud.errors import Conflict, NotFound

from .books import Books
from .crew import Crew, Task
from .deeds import Deeds, Outcome, Refusal
from .journal import Phase
from .kind import Kind
from .manifest import BY_NAME
from .order import Order, deleting_needs, second_parts, writing_needs
from .plan import Delete, Write
from .report import Difference, Why, identity

Jobs = Mapping[str, list[Any]]
"""What is to be done, by stage: the name of a kind, or that of its second parts."""


@dataclass(frozen=True)
class _Stuck:
    """A job that OrderCloud refused."""

    stage: str
    kind: Kind
    job: Any
    refusal: Refusal


class Execution:
    """Carries out the plan in `books` for `kinds`, once; used by the engine's own thread."""

    def __init__(self, kinds: Iterable[Kind], books: Books, crew: Crew):
        self._books, self._crew, self._deeds = books, crew, Deeds(books)
        kinds = list(kinds)
        self._kinds = {kind.name: kind for kind in kinds}
        self._kinds.update({second_parts(kind.name): kind for kind in kinds})
        self._before_writing, self._before_deleting = writing_needs(kinds), deleting_needs(kinds)

    def run(self) -> None:
        """Do everything, and put into the report what was done and what failed."""
        plan = self._books.plan
        writes = {**plan.writes, **{second_parts(name): jobs for name, jobs in plan.later.items()}}
        self._announce(Phase.DELETE, plan.deletes)
        self._announce(Phase.WRITE, writes)
        self._disarm()
        # Deleting a category takes everything below it along, some of which may only have to move.
        nested = {name: jobs for name, jobs in plan.deletes.items() if self._kinds[name].parent_field}
        stuck = self._delete({name: jobs for name, jobs in plan.deletes.items() if name not in nested})
        stuck += self._write(writes)
        stuck += self._delete(nested)
        self._insist(stuck)

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
        stepped_aside = False
        while stuck:
            left = self._delete(_by_stage(one for one in stuck if isinstance(one.job, Delete)))
            left += self._write(_by_stage(one for one in stuck if not isinstance(one.job, Delete)))
            if len(left) == len(stuck):
                if stepped_aside or not self._step_aside(left):
                    break
                stepped_aside = True
            stuck = left
        for one in stuck:
            self._failed(one)

    def _step_aside(self, stuck: list[_Stuck]) -> bool:
        """Let records that hold each other's names give them up; whether there were any."""
        holders = [
            one
            for one in stuck
            if isinstance(one.refusal, Conflict)
            and one.kind.unique_field
            and isinstance(one.job, Write)
            and one.job.exists
        ]
        for one in holders:
            self._deeds.step_aside(one.kind, one.job)
        return bool(holders)

    def _delete(self, jobs: Jobs) -> list[_Stuck]:
        return self._round(jobs, self._before_deleting, self._deeds.delete, self._deleted)

    def _write(self, jobs: Jobs) -> list[_Stuck]:
        return self._round(jobs, self._before_writing, self._deeds.write, self._written)

    def _round(
        self,
        jobs: Jobs,
        needs: Mapping[str, set[str]],
        deed: Callable[[Kind, Any], Outcome],
        done: Callable[[Kind, Any, Outcome], None],
    ) -> list[_Stuck]:
        """Do these jobs in order, as many at once as can be; what OrderCloud refused comes back."""
        order, stuck = Order(needs, jobs), []

        def take() -> Task | None:
            found = order.take()
            if found is None:
                return None
            stage, job = found
            return Task(partial(deed, self._kinds[stage], job), partial(landed, stage, job))

        def landed(stage: str, job: Any, outcome: Outcome) -> None:
            order.landed(stage)
            kind = self._kinds[stage]
            if outcome.refusal is None:
                done(kind, job, outcome)
            elif kind.only_own and isinstance(outcome.refusal, NotFound):
                self._party_gone(kind, job)
            else:
                stuck.append(_Stuck(stage, kind, job, outcome.refusal))

        self._crew.run(take)
        return stuck

    def _announce(self, phase: Phase, jobs: Jobs) -> None:
        for stage, listed in jobs.items():
            if listed:
                self._books.progress.planned(self._kinds[stage].name, phase, len(listed))

    def _deleted(self, kind: Kind, job: Delete, outcome: Outcome) -> None:
        self._books.result.of(kind.name).deleted += not outcome.idle
        self._books.progress.done(kind.name, Phase.DELETE)

    def _written(self, kind: Kind, job: Any, outcome: Outcome) -> None:
        report = self._books.result.of(kind.name)
        if not getattr(job, "patch", False):
            report.changed += job.exists
            report.created += not job.exists
        self._books.progress.done(kind.name, Phase.WRITE)

    def _party_gone(self, kind: Kind, job: Write) -> None:
        """Staging's own assignment names somebody who is in Production no more."""
        job.given_up = True
        difference = Difference(identity(job.place, job.key), Why.PARTY_GONE)
        self._books.result.of(kind.name).on_purpose.append(difference)
        self._books.progress.done(kind.name, Phase.WRITE)

    def _failed(self, stuck: _Stuck) -> None:
        name = stuck.kind.name
        self._books.result.of(name).fail(identity(stuck.job.place, stuck.job.key), str(stuck.refusal))
        phase = Phase.DELETE if isinstance(stuck.job, Delete) else Phase.WRITE
        if phase is Phase.WRITE:
            stuck.job.given_up = True
        self._books.progress.done(name, phase, failed=True)


def _by_stage(stuck: Iterable[_Stuck]) -> Jobs:
    jobs = defaultdict(list)
    for one in stuck:
        jobs[one.stage].append(one.job)
    return jobs
