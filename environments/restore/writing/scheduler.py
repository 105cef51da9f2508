"""In which order kinds are worked on: each as soon as those it depends on are done, as many at once as can
be.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from environments.restore.plan import deferred_stage
from environments.restore.resources.resource import Kind


class _Tier:
    """Jobs that may be done in any order; true while there are more."""

    def __init__(self, jobs: Iterable[Any]):
        self._jobs: Iterator[Any] = iter(jobs)
        self._next: list[Any] = []

    def __bool__(self) -> bool:
        if not self._next:
            self._next = list(islice(self._jobs, 1))
        return bool(self._next)

    def take(self) -> Any:
        return self._next.pop()


@dataclass
class _Stage:
    """The work on one kind. Lower tiers first; a tier begins when the one before has landed."""

    needs: set[str]
    tiers: deque[_Tier] = field(default_factory=deque)
    under_way: int = 0


class Order:
    """Gives out jobs, named by their stage, so that none comes before what it depends on.

    Args:
        needs: for each stage those that have to be done before it. All must be keys.
        tiers: the jobs of each stage, in tiers that wait for each other; see `in_tiers`. They are taken from
            their iterators one by one, so that not all of them have to be in memory.
    """

    def __init__(self, needs: Mapping[str, Iterable[str]], tiers: Mapping[str, Iterable[Iterable[Any]]]):
        self._stages = {name: _Stage(set(before)) for name, before in needs.items()}
        for name, listed in tiers.items():
            self._stages[name].tiers.extend(tier for tier in map(_Tier, listed) if tier)
        self._open: deque[str] = deque()
        self._advance()

    def take(self) -> tuple[str, Any] | None:
        """The next job with the name of its stage; None while there is none that may begin."""
        for _ in range(len(self._open)):
            name = self._open[0]
            stage = self._stages[name]
            if stage.tiers and stage.tiers[0]:
                stage.under_way += 1
                return name, stage.tiers[0].take()
            self._open.rotate(-1)
        return None

    def landed(self, name: str) -> None:
        """A job of that stage is done, well or not."""
        stage = self._stages[name]
        stage.under_way -= 1
        if not stage.under_way and not stage.tiers[0]:
            stage.tiers.popleft()
            if not stage.tiers:
                self._open.remove(name)
                self._leave(name)

    def _leave(self, name: str) -> None:
        del self._stages[name]
        for other in self._stages.values():
            other.needs.discard(name)
        self._advance()

    def _advance(self) -> None:
        """Open the stages that nothing holds back any more; those without jobs are done at once."""
        ready = [n for n, stage in self._stages.items() if not stage.needs and n not in self._open]
        for name in ready:
            if name in self._stages and name not in self._open:
                if self._stages[name].tiers:
                    self._open.append(name)
                else:
                    self._leave(name)


def in_tiers(jobs: Iterable[Any]) -> list[list[Any]]:
    """The jobs by their `tier`, lower ones first."""
    tiers = defaultdict(list)
    for job in jobs:
        tiers[job.tier].append(job)
    return [tiers[tier] for tier in sorted(tiers)]


def writing_needs(kinds: Iterable[Kind]) -> dict[str, set[str]]:
    """What has to be written before each kind, and before the second parts of a kind (`deferred_stage`)."""
    kinds = list(kinds)
    names = {kind.name for kind in kinds}
    needs = {kind.name: {kind.within, kind.read_if_any, *kind.after} & names for kind in kinds}
    for kind in kinds:
        if kind.written_later:
            needs[deferred_stage(kind.name)] = {kind.name, kind.written_later_after} & names
    return needs


def deleting_needs(kinds: Iterable[Kind]) -> dict[str, set[str]]:
    """What has to be deleted before each kind: whatever is written after it."""
    kinds = list(kinds)
    before = writing_needs(kinds)
    return {kind.name: {other.name for other in kinds if kind.name in before[other.name]} for kind in kinds}
