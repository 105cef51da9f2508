"""The progress of a run: its steps and its log."""

from django.db import models

from lib import clock
from organizations.restores.models.restore import Restore


class RestoreStep(models.Model):
    """The progress of one phase for one resource."""

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="steps")
    resource = models.CharField(max_length=80)
    phase = models.CharField(max_length=12)
    planned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    done_by_previous_holders = models.PositiveIntegerField(default=0)
    finished = models.BooleanField(default=False)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["restore", "resource", "phase"], name="one_step_per_phase")
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.resource}: {self.done} of {self.planned}"


class RestoreLogEntry(models.Model):
    """A message about the progress of a run, shown on its page. It contains no values."""

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="log_entries")
    created_at = models.DateTimeField(default=clock.now)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text
