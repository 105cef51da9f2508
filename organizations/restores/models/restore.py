"""A restore run with its lease and its result.

The database is the only source of truth: a process that dies loses nothing that is not stored here.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock


class RestoreQuerySet(models.QuerySet):
    """Restore runs by what is left to do with them."""

    def active(self) -> "RestoreQuerySet":
        """Return the runs that write or are about to, at most one per pair."""
        return self.filter(state__in=Restore.ACTIVE)

    def plans(self) -> "RestoreQuerySet":
        """Return the comparisons, finished or not, that no one has made a run of."""
        return self.filter(state__in=Restore.PLANS)

    def runs(self) -> "RestoreQuerySet":
        """Return all others: the runs that pages list."""
        return self.exclude(state__in=Restore.PLANS)

    def unfinished(self) -> "RestoreQuerySet":
        """Return the runs that a process still has to finish, comparisons included."""
        return self.filter(state__in=Restore.UNFINISHED)


class Restore(models.Model):
    """One run for a staging pair, from the comparison of the two organizations to the report."""

    class State(models.TextChoices):
        COMPARING = "comparing", "Comparing"
        PLANNED = "planned", "Planned"
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        FINISHED = "finished", "Finished"
        INCOMPLETE = "incomplete", "Incomplete"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"

    class Trigger(models.TextChoices):
        SCHEDULE = "schedule", "Scheduled"
        MANUAL = "manual", "Manual"
        COMMAND = "command", "Command line"

    PLANS = (State.COMPARING, State.PLANNED)
    ACTIVE = (State.WAITING, State.RUNNING)
    UNFINISHED = (State.COMPARING, State.WAITING, State.RUNNING)

    pair = models.ForeignKey("organizations.StagingPair", on_delete=models.CASCADE, related_name="restores")
    slot = models.DateTimeField(null=True, blank=True, help_text="Empty unless scheduled.")
    state = models.CharField(max_length=10, choices=State)
    trigger = models.CharField(max_length=8, choices=Trigger)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    compared_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    error = models.TextField(blank=True, help_text="Why the run is paused or failed.")

    # The lease. `fencing_token` grows with every holder, and writes with an older one are rejected.
    lease_holder = models.CharField(max_length=300, blank=True)
    fencing_token = models.PositiveIntegerField(default=0)
    takeovers = models.PositiveIntegerField(default=0, help_text="Times that another process took over.")
    message_expires_at = models.DateTimeField(
        null=True, blank=True, help_text="When the queued message for this run expires."
    )
    lease_expires_at = models.DateTimeField(null=True, blank=True, help_text="By the database's clock.")
    retries = models.PositiveSmallIntegerField(default=0, help_text="Times OrderCloud was unreachable.")
    retry_at = models.DateTimeField(null=True, blank=True, help_text="When to retry; empty for no wait.")

    # The result.
    equal = models.BooleanField(null=True, blank=True)
    reads = models.PositiveIntegerField(default=0)
    writes = models.PositiveIntegerField(default=0)
    deletes = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    resource_counts = models.JSONField(default=list, blank=True, help_text="Counts, one entry per resource.")

    objects = RestoreQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "slot"], name="one_restore_per_slot"),
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_active_restore_per_pair",
            ),
        ]
        indexes = [
            models.Index(fields=["pair", "-created_at"], name="restores_latest_first"),
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
        """Whether a process still has to finish the run."""
        return self.state in self.UNFINISHED

    @property
    def seconds(self) -> float | None:
        """The duration of the run, or None before its end."""
        return (
            (self.ended_at - self.started_at).total_seconds() if self.started_at and self.ended_at else None
        )
