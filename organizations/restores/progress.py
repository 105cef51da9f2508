"""The progress of a run, computed from its steps, for its page and the terminal."""

from collections.abc import Iterable
from dataclasses import dataclass

from environments.restore.journal import Phase
from environments.restore.resources.manifest import RESOURCES_BY_NAME
from environments.restore.resources.titles import resource_title
from organizations.restores.labels import PHASE_LABELS, describe_progress
from organizations.restores.models import Restore, RestoreStep

CHANGE_PHASES = (Phase.DELETE, Phase.WRITE)
READ_PHASES = (Phase.CAPTURE, Phase.COMPARE)


@dataclass(frozen=True)
class Stage:
    """One phase of the run. `state` is "done", "running", "waiting" or "failed"."""

    name: str
    detail: str
    state: str


@dataclass(frozen=True)
class ResourceProgress:
    """The changes of one resource. `percent` is 100 if there is nothing to change."""

    name: str
    done: int
    planned: int
    detail: str

    @property
    def percent(self) -> int:
        return 100 * self.done // self.planned if self.planned else 100


@dataclass(frozen=True)
class Progress:
    """The progress of a run: `done` of `planned` changes of Staging; the rate is 0.0 until it is known."""

    stages: tuple[Stage, ...]
    rows: tuple[ResourceProgress, ...]
    done: int
    planned: int
    records: int
    changes_per_second: float

    @property
    def percent(self) -> int:
        """The changes done, from 0 to 100."""
        return 100 * self.done // self.planned if self.planned else 0

    @property
    def seconds_left(self) -> int | None:
        """The remaining time at the current rate; None until the rate is known."""
        return (
            round((self.planned - self.done) / self.changes_per_second) if self.changes_per_second else None
        )


def progress_of(restore: Restore) -> Progress:
    """Return the progress of `restore` from its steps."""
    steps = list(restore.steps.all())
    changes = [step for step in steps if step.phase in CHANGE_PHASES]
    return Progress(
        stages=tuple(_stages(restore, steps)),
        rows=tuple(_rows(changes)),
        done=sum(step.done_by_previous_holders + step.done for step in changes),
        planned=sum(step.done_by_previous_holders + step.planned for step in changes),
        records=sum(step.records for step in steps if step.phase in READ_PHASES),
        changes_per_second=_rate(steps, changes),
    )


def _stages(restore: Restore, steps: list[RestoreStep]) -> Iterable[Stage]:
    phases = _phases(restore)
    steps = [step for step in steps if step.phase in phases]
    started = [phases.index(Phase(step.phase)) for step in steps]
    unfinished = [phases.index(Phase(step.phase)) for step in steps if not step.finished]
    current = max(unfinished or started, default=-1)
    for index, phase in enumerate(phases):
        name, description = PHASE_LABELS[phase]
        of_phase = [step for step in steps if step.phase == phase]
        yield Stage(name, _phase_detail(phase, of_phase) or description, _state(restore, index, current))


def _phases(restore: Restore) -> list[Phase]:
    """Return the phases of the run; a comparison, which is never started, only reads."""
    is_comparison = restore.started_at is None and restore.state != Restore.State.WAITING
    return [phase for phase in PHASE_LABELS if not (is_comparison and phase not in READ_PHASES)]


def _state(restore: Restore, index: int, current: int) -> str:
    if restore.state in (Restore.State.FINISHED, Restore.State.INCOMPLETE, Restore.State.PLANNED):
        return "done"
    if index != current:
        return "done" if index < current else "waiting"
    return "running" if restore.is_unfinished else "failed"


def _phase_detail(phase: Phase, steps: list[RestoreStep]) -> str:
    if not steps:
        return ""
    if phase in CHANGE_PHASES:
        done, planned = (
            sum(step.done_by_previous_holders + getattr(step, field) for step in steps)
            for field in ("done", "planned")
        )
        return f"{done:,} of {planned:,}"
    records = sum(step.records for step in steps)
    return f"{records:,} record{'' if records == 1 else 's'}"


def _rows(changes: list[RestoreStep]) -> Iterable[ResourceProgress]:
    """Yield one row per resource, in the order in which they are written."""
    by_resource: dict[str, list[RestoreStep]] = {}
    for step in changes:
        by_resource.setdefault(step.resource, []).append(step)
    order = {name: index for index, name in enumerate(RESOURCES_BY_NAME)}
    for resource in sorted(by_resource, key=lambda name: order.get(name, len(order))):
        steps = by_resource[resource]
        done = sum(step.done_by_previous_holders + step.done for step in steps)
        planned = sum(step.done_by_previous_holders + step.planned for step in steps)
        details = [
            describe_progress(step.phase, step.done_by_previous_holders + step.done, step.failed)
            for step in steps
            if step.done_by_previous_holders + step.done
        ]
        yield ResourceProgress(
            resource_title(resource), done, planned, ", ".join(details) or ("waiting" if planned else "equal")
        )


def _rate(steps: list[RestoreStep], changes: list[RestoreStep]) -> float:
    """Return the changes per second of the current holder since the end of its comparison."""
    read = [step.updated_at for step in steps if step.phase == Phase.COMPARE]
    written = [step.updated_at for step in changes if step.done]
    if not read or not written:
        return 0.0
    seconds = (max(written) - max(read)).total_seconds()
    return sum(step.done for step in changes) / seconds if seconds > 0.5 else 0.0
