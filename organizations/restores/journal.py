"""The engine's journal on rows: captures encrypted, steps written in batches, all of it under the lease."""

from typing import Any

from django.db.models import Q

from environments.restore.journal import Phase, Step
from lib import clock, exact_json
from organizations.restores.labels import so_far, title
from organizations.restores.lease import Lease
from organizations.restores.models import Restore, RestoreCapture, RestoreLogEntry, RestoreStep

HEARD = "It stops, once what is under way is answered"
CHANGES = (Phase.DELETE, Phase.WRITE)
COUNTED = ["planned", "done", "failed", "records", "finished", "updated_at"]


class RowJournal:
    """What one holder of a run remembers and asks, as `environments.restore.journal.Journal` wants it."""

    def __init__(self, lease: Lease):
        self._lease = lease
        self._told: set[tuple[str, str]] = set()

    def load_captures(self) -> dict[str, Any] | None:
        """What was captured for this run by whichever holder, or None."""
        saved = RestoreCapture.objects.filter(restore_id=self._lease.restore_id).first()
        return exact_json.loads(saved.content.encode()) if saved else None

    def save_captures(self, captures: dict[str, Any]) -> None:
        """Keeps the captures, encrypted; they are there once this returns."""
        content = exact_json.dumps(captures)
        with self._lease.fenced():
            RestoreCapture.objects.update_or_create(
                restore_id=self._lease.restore_id, defaults={"content": content, "saved_at": clock.now()}
            )

    def record_progress(self, steps: list[Step]) -> None:
        """Keeps the newest state of these steps, in one transaction and one statement."""
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
                update_fields=COUNTED,
            )
            RestoreLogEntry.objects.bulk_create(self._news(steps))

    def check_lease(self) -> None:
        """Raises `LeaseLost` when the run is not ours any more; asks memory only."""
        self._lease.still_ours()

    def is_cancelled(self) -> bool:
        """Whether somebody asked for this run to stop, or deleted a half; a note says that it was heard."""
        gone = Q(pair__production__deleted_at__isnull=False) | Q(pair__staging__deleted_at__isnull=False)
        mine = Restore.objects.filter(pk=self._lease.restore_id)
        asked = mine.filter(gone | Q(cancel_requested_at__isnull=False)).exists()
        if asked:
            with self._lease.fenced():
                RestoreLogEntry.objects.create(restore_id=self._lease.restore_id, text=HEARD)
        return asked

    def _news(self, steps: list[Step]) -> list[RestoreLogEntry]:
        """A line for each resource of which everything is written or deleted now."""
        news = []
        for step in steps:
            key, counts = (step.resource, step.phase), step.counts
            if (
                step.phase in CHANGES
                and counts.planned
                and counts.done == counts.planned
                and key not in self._told
            ):
                self._told.add(key)
                text = f"{title(step.resource)}: {so_far(step.phase, counts.done, counts.failed)}"
                news.append(
                    RestoreLogEntry(restore_id=self._lease.restore_id, created_at=clock.now(), text=text)
                )
        return news
