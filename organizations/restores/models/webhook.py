"""The staging restore webhook, and the deliveries of all webhooks of restores with their attempts."""

import secrets

from django.db import models
from django.db.models import Q

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.restores.models.event_webhook import EventWebhook
from organizations.restores.models.receiver import WebhookReceiver
from organizations.restores.models.restore import Restore


class StagingRestoreWebhook(WebhookReceiver):
    """The URL that is called after every restore of a Staging organization; the hash key signs the call."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.CASCADE, related_name="restore_webhook"
    )
    hash_key = EncryptedTextField(blank=True)

    def __str__(self) -> str:
        return f"restore webhook of {self.organization_id}"


def new_event_id() -> str:
    """Return an ID by which the receiver recognizes a repeated delivery."""
    return f"msg_{secrets.token_urlsafe(20)}"


class WebhookDelivery(models.Model):
    """A call to one webhook, stored when the event happens and attempted until it succeeds."""

    webhook = models.ForeignKey(
        StagingRestoreWebhook, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    event_webhook = models.ForeignKey(
        EventWebhook, null=True, blank=True, on_delete=models.CASCADE, related_name="deliveries"
    )
    event = models.CharField(max_length=30, default="StagingRestore", help_text="The type of the event.")
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
        constraints = [
            models.CheckConstraint(
                condition=Q(webhook__isnull=True) ^ Q(event_webhook__isnull=True),
                name="delivery_to_one_webhook",
            )
        ]
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
    def receiver(self) -> StagingRestoreWebhook | EventWebhook:
        """The webhook that is called."""
        receiver = self.webhook or self.event_webhook
        assert receiver
        return receiver

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
