"""The staging restore webhook: its settings, its deliveries and their attempts."""

import secrets

from django.db import models
from django.db.models import Q

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.restores.models.restore import Restore


class StagingRestoreWebhook(models.Model):
    """The URL that is called after every restore of a Staging organization; the hash key signs the call."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.CASCADE, related_name="restore_webhook"
    )
    url = models.CharField("URL", max_length=2000)
    hash_key = EncryptedTextField(blank=True)
    active = models.BooleanField(default=True)
    updated_at = models.DateTimeField(default=clock.now)
    requests_window_started_at = models.DateTimeField(
        null=True, blank=True, help_text="When the current minute of requested calls began."
    )
    requests_in_window = models.PositiveSmallIntegerField(
        default=0, help_text="Calls requested in that minute."
    )

    def __str__(self) -> str:
        return f"restore webhook of {self.organization_id}"


def new_event_id() -> str:
    """Return an ID by which the receiver recognizes a repeated delivery."""
    return f"msg_{secrets.token_urlsafe(20)}"


class WebhookDelivery(models.Model):
    """A call to the webhook, stored when the restore ends and attempted until it succeeds."""

    webhook = models.ForeignKey(StagingRestoreWebhook, on_delete=models.CASCADE, related_name="deliveries")
    restore = models.ForeignKey(
        Restore, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    event_id = models.CharField("event ID", max_length=60, unique=True, default=new_event_id)
    body = models.TextField()
    is_test = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(
        null=True, blank=True, default=clock.now, help_text="Empty when no more attempts follow."
    )
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="pending_deliveries",
            )
        ]

    def __str__(self) -> str:
        return self.event_id

    @property
    def last_attempt(self) -> "DeliveryAttempt | None":
        """The latest attempt."""
        return max(self.attempts.all(), key=lambda attempt: attempt.pk, default=None)


class DeliveryAttempt(models.Model):
    """One attempt of a delivery with its response; `status` is None when there was none."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    attempted_at = models.DateTimeField(default=clock.now)
    seconds = models.FloatField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=300, help_text="The reason phrase, or why there was no response.")
    response_body = EncryptedTextField(blank=True, help_text="The beginning of the response body.")

    class Meta:
        verbose_name_plural = "delivery attempts"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.status or self.outcome} after {self.seconds:.3f} s"
