"""The progress of a run, sent to the journal in batches."""

from environments.restore.journal import Counts, Journal, Phase, Step


class Cancelled(Exception):
    """The run was cancelled."""


class Progress:
    """Counts per resource and phase. Used by the engine's own thread only."""

    def __init__(self, journal: Journal):
        self._journal = journal
        self._counts: dict[tuple[str, Phase], Counts] = {}
        self._finished: set[tuple[str, Phase]] = set()
        self._changed: set[tuple[str, Phase]] = set()

    def planned(self, resource: str, phase: Phase, calls: int = 1) -> None:
        """Count calls that will be made."""
        self._of(resource, phase).planned += calls

    def done(self, resource: str, phase: Phase, records: int = 0, failed: bool = False) -> None:
        """Count a call that was made."""
        counts = self._of(resource, phase)
        counts.done += 1
        counts.records += records
        counts.failed += failed

    def finish(self, phase: Phase) -> None:
        """Mark all steps of this phase as finished."""
        ended = {step for step in self._counts if step[1] is phase}
        self._changed |= ended - self._finished
        self._finished |= ended

    def tick(self) -> None:
        """Send changes to the journal, and stop if the run was cancelled.

        Raises:
            Cancelled: the run was cancelled. Errors of the journal pass through too.
        """
        self.flush()
        if self._journal.is_cancelled():
            raise Cancelled

    def flush(self) -> None:
        """Send changes to the journal."""
        changed, self._changed = self._changed, set()
        if changed:
            self._journal.record_progress([self._step(step) for step in sorted(changed)])

    def _of(self, resource: str, phase: Phase) -> Counts:
        self._changed.add((resource, phase))
        return self._counts.setdefault((resource, phase), Counts())

    def _step(self, step: tuple[str, Phase]) -> Step:
        counts = self._counts[step]
        copy = Counts(counts.planned, counts.done, counts.failed, counts.records)
        return Step(*step, copy, step in self._finished)
