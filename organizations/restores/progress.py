"""How far a run is, computed from its rows: for the page that refreshes itself and for the terminal."""

from collections.abc import Iterable
from dataclasses import dataclass

from environments.restore.journal import Phase
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from organizations.restores.labels import STAGES, so_far, title
from organizations.restores.models import Restore, RestoreStep

CHANGES = (Phase.DELETE, Phase.WRITE)
READS = (Phase.CAPTURE, Phase.COMPARE)


@dataclass(frozen=True)
class Stage:
    """One phase of the run. `state` is "done", "running", "waiting" or "failed"."""

    name: str
    detail: str
    state: str


@dataclass(frozen=True)
class Row:
    """One resource's changes. `share` is 0 to 100, and 100 when there is nothing to do."""

    name: str
    done: int
    planned: int
    words: str

    @property
    def share(self) -> int:
        return 100 * self.done // self.planned if self.planned else 100


@dataclass(frozen=True)
class Progress:
    """The whole run: calls that change Staging, `done` of `planned`; the rate is 0.0 before there is one."""

    stages: tuple[Stage, ...]
    rows: tuple[Row, ...]
    done: int
    planned: int
    records: int
    per_second: float

    @property
    def percent(self) -> int:
        """0 to 100."""
        return 100 * self.done // self.planned if self.planned else 0

    @property
    def seconds_left(self) -> int | None:
        """At the present rate; None before there is one."""
        return round((self.planned - self.done) / self.per_second) if self.per_second else None


def progress_of(restore: Restore) -> Progress:
    """Reads the steps of `restore` and adds them up."""
    steps = list(restore.steps.all())
    changes = [step for step in steps if step.phase in CHANGES]
    return Progress(
        stages=tuple(_stages(restore, steps)),
        rows=tuple(_rows(changes)),
        done=sum(step.done_by_previous_holders + step.done for step in changes),
        planned=sum(step.done_by_previous_holders + step.planned for step in changes),
        records=sum(step.records for step in steps if step.phase in READS),
        per_second=_rate(steps, changes),
    )


def _stages(restore: Restore, steps: list[RestoreStep]) -> Iterable[Stage]:
    phases = _phases(restore)
    steps = [step for step in steps if step.phase in phases]
    begun = [phases.index(Phase(step.phase)) for step in steps]
    open_ones = [phases.index(Phase(step.phase)) for step in steps if not step.finished]
    current = max(open_ones or begun, default=-1)
    for index, phase in enumerate(phases):
        name, promise = STAGES[phase]
        of_phase = [step for step in steps if step.phase == phase]
        yield Stage(name, _told(phase, of_phase) or promise, _state(restore, index, current))


def _phases(restore: Restore) -> list[Phase]:
    """The phases of the run; a comparison, which never starts, only reads."""
    is_comparison = restore.started_at is None and restore.state != Restore.State.WAITING
    return [phase for phase in STAGES if not (is_comparison and phase not in READS)]


def _state(restore: Restore, index: int, current: int) -> str:
    if restore.state in (Restore.State.FINISHED, Restore.State.INCOMPLETE, Restore.State.PLANNED):
        return "done"
    if index != current:
        return "done" if index < current else "waiting"
    return "running" if restore.is_unfinished else "failed"


def _told(phase: Phase, steps: list[RestoreStep]) -> str:
    if not steps:
        return ""
    if phase in CHANGES:
        done, planned = (
            sum(step.done_by_previous_holders + getattr(step, field) for step in steps)
            for field in ("done", "planned")
        )
        return f"{done:,} of {planned:,}"
    records = sum(step.records for step in steps)
    return f"{records:,} record{'' if records == 1 else 's'}"


def _rows(changes: list[RestoreStep]) -> Iterable[Row]:
    """One row a resource, in the order in which they are written."""
    by_resource: dict[str, list[RestoreStep]] = {}
    for step in changes:
        by_resource.setdefault(step.resource, []).append(step)
    order = {name: place for place, name in enumerate(RESOURCES_BY_NAME)}
    for resource in sorted(by_resource, key=lambda name: order.get(name, len(order))):
        steps = by_resource[resource]
        done = sum(step.done_by_previous_holders + step.done for step in steps)
        planned = sum(step.done_by_previous_holders + step.planned for step in steps)
        words = [
            so_far(step.phase, step.done_by_previous_holders + step.done, step.failed)
            for step in steps
            if step.done_by_previous_holders + step.done
        ]
        yield Row(title(resource), done, planned, ", ".join(words) or ("waits" if planned else "equal"))


def _rate(steps: list[RestoreStep], changes: list[RestoreStep]) -> float:
    """Changes a second of the present holder, since it knew what there is to change."""
    read = [step.updated_at for step in steps if step.phase == Phase.COMPARE]
    written = [step.updated_at for step in changes if step.done]
    if not read or not written:
        return 0.0
    seconds = (max(written) - max(read)).total_seconds()
    return sum(step.done for step in changes) / seconds if seconds > 0.5 else 0.0
