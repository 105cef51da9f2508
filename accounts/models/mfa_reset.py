"""Resets of two-factor authentication for users who have lost it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock

DELAY = timedelta(hours=24)


class MfaReset(models.Model):
    """Requested after a right password, approved by an operator, executed a day after the request.

    Until then it can be cancelled by the link in the email.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mfa_resets")
    requested_at = models.DateTimeField(default=clock.now)
    link_digest = models.CharField(
        max_length=64, unique=True, help_text="Digest of the token in the emailed link."
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True, help_text="done, cancelled or declined")

    class Meta:
        verbose_name = "two-factor reset"
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at=None), name="one_pending_mfa_reset"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, requested {self.requested_at:%Y-%m-%d %H:%M}"

    @property
    def due_at(self) -> datetime | None:
        """Return when it is executed, if an operator has approved it."""
        return self.requested_at + DELAY
