"""The order of work: each resource as soon as its dependencies are done, concurrently where possible."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from environments.restore.plan import deferred_stage
from environments.restore.resources.resource import Resource


class _Tier:
    """Jobs that may run in any order; true while there are more."""

    def __init__(self, jobs: Iterable[Any]):
        self._jobs: Iterator[Any] = iter(jobs)
        self._next: list[Any] = []

    def __bool__(self) -> bool:
        if not self._next:
            self._next = list(islice(self._jobs, 1))
        return bool(self._next)

    def pop(self) -> Any:
        return self._next.pop()


@dataclass
class _Stage:
    """The jobs of one resource, by tier. A tier starts when all jobs of the previous one are done."""

    dependencies: set[str]
    tiers: deque[_Tier] = field(default_factory=deque)
    in_flight: int = 0


class DependencyScheduler:
    """Hands out jobs, with the name of their stage, so that none comes before its dependencies.

    Args:
        needs: for each stage the stages that have to be done before it. All must be keys.
        tiers: the jobs of each stage, in tiers that run one after another; see `in_tiers`. Jobs are taken
            from their iterators one by one, so that not all of them have to be in memory.
    """

    def __init__(
        self, dependencies: Mapping[str, Iterable[str]], tiers: Mapping[str, Iterable[Iterable[Any]]]
    ):
        self._stages = {name: _Stage(set(before)) for name, before in dependencies.items()}
        for name, listed in tiers.items():
            self._stages[name].tiers.extend(tier for tier in map(_Tier, listed) if tier)
        self._ready: deque[str] = deque()
        self._start_ready()

    def next_job(self) -> tuple[str, Any] | None:
        """Return the next job with the name of its stage; None while no job may start."""
        for _ in range(len(self._ready)):
            name = self._ready[0]
            stage = self._stages[name]
            if stage.tiers and stage.tiers[0]:
                stage.in_flight += 1
                return name, stage.tiers[0].pop()
            self._ready.rotate(-1)
        return None

    def job_done(self, name: str) -> None:
        """Record that a job of that stage is done, successfully or not."""
        stage = self._stages[name]
        stage.in_flight -= 1
        if not stage.in_flight and not stage.tiers[0]:
            stage.tiers.popleft()
            if not stage.tiers:
                self._ready.remove(name)
                self._finish(name)

    def _finish(self, name: str) -> None:
        del self._stages[name]
        for other in self._stages.values():
            other.dependencies.discard(name)
        self._start_ready()

    def _start_ready(self) -> None:
        """Start the stages without open dependencies; those without jobs are finished immediately."""
        ready = [n for n, stage in self._stages.items() if not stage.dependencies and n not in self._ready]
        for name in ready:
            if name in self._stages and name not in self._ready:
                if self._stages[name].tiers:
                    self._ready.append(name)
                else:
                    self._finish(name)


def in_tiers(jobs: Iterable[Any]) -> list[list[Any]]:
    """Return the jobs by depth, lower ones first."""
    tiers = defaultdict(list)
    for job in jobs:
        tiers[job.depth].append(job)
    return [tiers[tier] for tier in sorted(tiers)]


def write_dependencies(resources: Iterable[Resource]) -> dict[str, set[str]]:
    """Return what has to be written before each resource and each `deferred_stage`."""
    resources = list(resources)
    names = {resource.name for resource in resources}
    needs = {
        resource.name: {resource.parent, resource.empty_unless, *resource.depends_on} & names
        for resource in resources
    }
    for resource in resources:
        if resource.deferred_field:
            needs[deferred_stage(resource.name)] = {resource.name, resource.deferred_until} & names
    return needs


def delete_dependencies(resources: Iterable[Resource]) -> dict[str, set[str]]:
    """Return what has to be deleted before each resource: everything that is written after it."""
    resources = list(resources)
    before = write_dependencies(resources)
    return {
        resource.name: {other.name for other in resources if resource.name in before[other.name]}
        for resource in resources
    }
