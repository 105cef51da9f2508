"""Restores of Staging as rows: the run with its lease, its steps, what it found, and who is told afterwards.

The rows are the truth. A process that dies takes nothing with it that is not here.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock
from lib.encryption import EncryptedTextField


class RestoreQuerySet(models.QuerySet):
    """Runs by what there is to do with them."""

    def underway(self) -> "RestoreQuerySet":
        """Those that write or are about to: at most one of a pair."""
        return self.filter(state__in=Restore.UNDERWAY)

    def unfinished(self) -> "RestoreQuerySet":
        """Those that some process has to carry on, comparisons included."""
        return self.filter(state__in=Restore.UNFINISHED)


class Restore(models.Model):
    """One run for a staging pair, from the comparison of both halves to the report."""

    class State(models.TextChoices):
        COMPARING = "comparing", "Comparing"
        PLANNED = "planned", "Planned"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        INCOMPLETE = "incomplete", "Incomplete"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    class Origin(models.TextChoices):
        SCHEDULE = "schedule", "Schedule"
        PERSON = "person", "Manual"
        COMMAND = "command", "Command line"

    UNDERWAY = (State.WAITING, State.RUNNING)
    UNFINISHED = (State.COMPARING, State.WAITING, State.RUNNING)

    pair = models.ForeignKey("organizations.StagingPair", on_delete=models.CASCADE, related_name="restores")
    slot = models.DateTimeField(null=True, blank=True, help_text="Empty when somebody asked for this run.")
    state = models.CharField(max_length=10, choices=State)
    origin = models.CharField(max_length=8, choices=Origin)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created = models.DateTimeField(default=clock.now)
    compared = models.DateTimeField(null=True, blank=True)
    started = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    problem = models.TextField(blank=True, help_text="Why it stands still or failed.")

    # The lease. `fence` grows with every holder; whoever writes under an older one is refused.
    holder = models.CharField(max_length=300, blank=True)
    fence = models.PositiveIntegerField(default=0)
    takeovers = models.PositiveIntegerField(default=0, help_text="Times another process took over.")
    queued_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when the message that asks a worker for this run is good."
    )
    lease_until = models.DateTimeField(null=True, blank=True, help_text="By the clock of the database.")
    stumbles = models.PositiveSmallIntegerField(default=0, help_text="Times OrderCloud was out of reach.")
    not_before = models.DateTimeField(null=True, blank=True, help_text="When to go on after a stumble.")

    # The result.
    equal = models.BooleanField(null=True, blank=True)
    reads = models.PositiveIntegerField(default=0)
    writes = models.PositiveIntegerField(default=0)
    deletes = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=list, blank=True, help_text="Numbers, one entry a resource.")

    objects = RestoreQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "slot"], name="one_restore_a_slot"),
            models.UniqueConstraint(
                fields=["pair"], condition=Q(state__in=["waiting", "running"]), name="one_restore_underway"
            ),
        ]
        indexes = [
            models.Index(fields=["pair", "-created"], name="restores_latest_first"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=["comparing", "waiting", "running"]),
                name="restores_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"restore {self.pk} of {self.pair}"

    @property
    def is_unfinished(self) -> bool:
        """Whether there is more to come."""
        return self.state in self.UNFINISHED

    @property
    def seconds(self) -> float | None:
        """How long it took, or None before its end."""
        return (self.ended - self.started).total_seconds() if self.started and self.ended else None


class RestoreStep(models.Model):
    """How far one phase is for one resource. `earlier` is what former holders of the run had done of it."""

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="steps")
    resource = models.CharField(max_length=80)
    phase = models.CharField(max_length=12)
    planned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    earlier = models.PositiveIntegerField(default=0)
    finished = models.BooleanField(default=False)
    changed = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["restore", "resource", "phase"], name="one_step_a_phase")
        ]

    def __str__(self) -> str:
        return f"{self.phase} {self.resource}: {self.done} of {self.planned}"


class RestoreNote(models.Model):
    """A line about what happened in a run, for those who watch. It names no value."""

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="notes")
    at = models.DateTimeField(default=clock.now)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text


class RestoreCapture(models.Model):
    """What was Staging's own before the first write, as JSON; it holds addresses and keys."""

    restore = models.OneToOneField(Restore, on_delete=models.CASCADE, related_name="capture")
    saved = models.DateTimeField(default=clock.now)
    content = EncryptedTextField()

    def __str__(self) -> str:
        return f"capture of {self.restore_id}"


class RestoreFinding(models.Model):
    """One record that a run changed or that is not like Production's, and why; it holds no value.

    In a plan the records created, changed and deleted are those that a restore would. `why` is one of the
    engine's words for it, empty for these. Its name, and OrderCloud's own words about a refusal, are values,
    so they are encrypted.
    """

    class Kind(models.TextChoices):
        DRIFT = "drift", "Drifted"
        ON_PURPOSE = "on_purpose", "Different on purpose"
        FAILED = "failed", "Failed"
        CREATED = "created", "Created"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=10, choices=Kind)
    resource = models.CharField(max_length=80)
    record = models.TextField(help_text="Its ids, those of its parents first.")
    name = EncryptedTextField(blank=True, help_text="What people call it.")
    why = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=list, blank=True, help_text="Empty: the whole record.")
    words = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["restore", "kind", "resource"], name="findings_of_a_restore")]

    def __str__(self) -> str:
        return f"{self.resource} {self.record}: {self.kind}"
