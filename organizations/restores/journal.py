"""The journal of the restore engine, stored in the database under the lease of the run."""

from typing import Any

from django.db.models import Q

from environments.restore.journal import Phase, Step
from environments.restore.resources.titles import resource_title
from lib import clock, exact_json
from organizations.restores.labels import describe_progress
from organizations.restores.lease import Lease
from organizations.restores.models import Restore, RestoreCapture, RestoreLogEntry, RestoreStep

CANCEL_MESSAGE = "Stopping after the requests in progress"
CHANGE_PHASES = (Phase.DELETE, Phase.WRITE)
UPDATED_FIELDS = ["planned", "done", "failed", "records", "finished", "updated_at"]


class DatabaseJournal:
    """Implementation of `environments.restore.journal.Journal` for one holder of a run."""

    def __init__(self, lease: Lease):
        self._lease = lease
        self._logged: set[tuple[str, str]] = set()

    def load_captures(self) -> dict[str, Any] | None:
        """Return what any holder captured for this run, or None."""
        saved = RestoreCapture.objects.filter(restore_id=self._lease.restore_id).first()
        return exact_json.loads(saved.content.encode()) if saved else None

    def save_captures(self, captures: dict[str, Any]) -> None:
        """Store the captures, encrypted; they are committed when this returns."""
        content = exact_json.dumps(captures)
        with self._lease.fenced():
            RestoreCapture.objects.update_or_create(
                restore_id=self._lease.restore_id, defaults={"content": content, "saved_at": clock.now()}
            )

    def record_progress(self, steps: list[Step]) -> None:
        """Store the newest state of these steps, in one transaction and one statement."""
        now = clock.now()
        rows = [
            RestoreStep(
                restore_id=self._lease.restore_id,
                resource=step.resource,
                phase=step.phase.value,
                planned=step.counts.planned,
                done=step.counts.done,
                failed=step.counts.failed,
                records=step.counts.records,
                finished=step.finished,
                updated_at=now,
            )
            for step in steps
        ]
        with self._lease.fenced():
            RestoreStep.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["restore", "resource", "phase"],
                update_fields=UPDATED_FIELDS,
            )
            RestoreLogEntry.objects.bulk_create(self._milestones(steps))

    def check_lease(self) -> None:
        """Check without a query that this process still holds the run.

        Raises:
            LeaseLost: Another process holds the run, or the lease ran out.
        """
        self._lease.check()

    def is_cancelled(self) -> bool:
        """Return whether the run must stop: on request, or because one of the organizations was deleted.

        The first line of the log then confirms it.
        """
        deleted = Q(pair__production__deleted_at__isnull=False) | Q(pair__staging__deleted_at__isnull=False)
        run = Restore.objects.filter(pk=self._lease.restore_id)
        cancelled = run.filter(deleted | Q(cancel_requested_at__isnull=False)).exists()
        if cancelled:
            with self._lease.fenced():
                RestoreLogEntry.objects.create(restore_id=self._lease.restore_id, text=CANCEL_MESSAGE)
        return cancelled

    def _milestones(self, steps: list[Step]) -> list[RestoreLogEntry]:
        """Return a log entry for each resource whose records are now all written or deleted."""
        entries = []
        for step in steps:
            key, counts = (step.resource, step.phase), step.counts
            if (
                step.phase in CHANGE_PHASES
                and counts.planned
                and counts.done == counts.planned
                and key not in self._logged
            ):
                self._logged.add(key)
                progress = describe_progress(step.phase, counts.done, counts.failed)
                text = f"{resource_title(step.resource)}: {progress}"
                entries.append(
                    RestoreLogEntry(restore_id=self._lease.restore_id, created_at=clock.now(), text=text)
                )
        return entries
