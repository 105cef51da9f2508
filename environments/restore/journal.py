"""Interface to the storage of the progress of a restore.

The engine stores nothing that has to outlive its process. A `Journal` does: the captures (before the first
write), the progress of each step, the lease. A second engine with the same journal continues where a killed
one stopped: it reads both organizations again, finds only what still differs, and reuses the captures.
"""

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class LeaseLost(Exception):
    """Another process holds the run now: stop immediately and write nothing more."""


class Phase(StrEnum):
    """The parts of a run, in order."""

    CAPTURE = "capture"  # read the integrations of both organizations, save what is Staging's own
    COMPARE = "compare"  # read everything else of both organizations, compare, and plan
    DELETE = "delete"  # delete what only Staging has
    WRITE = "write"  # write what differs
    VERIFY = "verify"  # read again what was written or captured, and count Production again


@dataclass
class Counts:
    """The progress of a step. All counts are totals since the step began, never differences.

    Attributes:
        planned: the calls of the step as far as they are known; grows while comparing discovers lists.
        done: the finished calls, successful or not.
        failed: the calls that OrderCloud rejected.
        records: the records that a reading step received from both organizations.
    """

    planned: int = 0
    done: int = 0
    failed: int = 0
    records: int = 0


@dataclass(frozen=True)
class Step:
    """The state of one phase for one resource, such as `("Products", Phase.WRITE)`.

    `resource` is a name in `manifest.py`. `finished` is true only in the last report of the step.
    """

    resource: str
    phase: Phase
    counts: Counts
    finished: bool = False


class Journal(Protocol):
    """The storage, lease and progress display of one run. One object serves one call of the engine.

    Only `check_lease` is called by several threads at the same time. The engine's own thread calls the other
    methods; it makes no writes to Staging, so a slow database does not delay them.
    """

    def load_captures(self) -> dict[str, Any] | None:
        """Return the captures saved for this run, or None. They hold secrets: store them encrypted."""

    def save_captures(self, captures: dict[str, Any]) -> None:
        """Save the captures durably.

        Called once in a run, before its first write; after it returns they must survive a kill.
        """

    def record_progress(self, steps: list[Step]) -> None:
        """Save the latest state of these steps, about once a second, and once more when the engine ends.

        One call is meant to be one transaction. A later report of the same resource and phase replaces the
        earlier one.
        """

    def check_lease(self) -> None:
        """Raise `LeaseLost` when the lease of this run belongs to another process or has expired.

        Called immediately before each call that changes Staging, by many threads: compare what a heartbeat
        left in memory, never query the database here.
        """

    def is_cancelled(self) -> bool:
        """Return whether the run was cancelled. Called about once a second; may query the database."""


@dataclass
class MemoryJournal:
    """A journal in memory, for a dry run and for trying the engine by hand."""

    captures: dict[str, Any] | None = None
    steps: dict[tuple[str, Phase], Step] = field(default_factory=dict)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def load_captures(self) -> dict[str, Any] | None:
        return self.captures

    def save_captures(self, captures: dict[str, Any]) -> None:
        self.captures = captures

    def record_progress(self, steps: list[Step]) -> None:
        self.steps.update({(step.resource, step.phase): step for step in steps})

    def check_lease(self) -> None:
        return None

    def is_cancelled(self) -> bool:
        return self.cancelled.is_set()
