"""The Staging Restore Webhook as rows: where it calls, the calls, and each attempt."""

import secrets

from django.db import models
from django.db.models import Q

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.restores.models.restore import Restore


class StagingRestoreWebhook(models.Model):
    """Who is called after every restore of a Staging organization; the hash key signs the call."""

    organization = models.OneToOneField(
        "organizations.Organization", on_delete=models.CASCADE, related_name="restore_webhook"
    )
    url = models.CharField("address", max_length=2000)
    hash_key = EncryptedTextField(blank=True)
    active = models.BooleanField(default=True)
    changed = models.DateTimeField(default=clock.now)
    requests_since = models.DateTimeField(
        null=True, blank=True, help_text="When the present minute of requested calls began."
    )
    requests = models.PositiveSmallIntegerField(default=0, help_text="Calls requested in that minute.")

    def __str__(self) -> str:
        return f"restore webhook of {self.organization_id}"


def new_event_id() -> str:
    """An id that the receiver can know a repeated delivery by."""
    return f"msg_{secrets.token_urlsafe(20)}"


class WebhookDelivery(models.Model):
    """A call that was promised in the transaction that ended the restore, tried until it is answered."""

    webhook = models.ForeignKey(StagingRestoreWebhook, on_delete=models.CASCADE, related_name="deliveries")
    restore = models.ForeignKey(
        Restore, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    event_id = models.CharField(max_length=60, unique=True, default=new_event_id)
    body = models.TextField()
    test = models.BooleanField(default=False)
    created = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(
        null=True, blank=True, default=clock.now, help_text="Empty: no more tries."
    )
    delivered = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "webhook deliveries"
        ordering = ["-created", "-id"]
        indexes = [
            models.Index(
                fields=["next_try"], condition=Q(next_try__isnull=False), name="deliveries_that_wait"
            )
        ]

    def __str__(self) -> str:
        return self.event_id

    @property
    def last(self) -> "DeliveryTry | None":
        """The latest try."""
        return max(self.attempts.all(), key=lambda attempt: attempt.pk, default=None)


class DeliveryTry(models.Model):
    """One call of a delivery and its answer; `status` is None when none came."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=clock.now)
    seconds = models.FloatField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=300, help_text="The reason phrase, or why there was no answer.")
    answer = EncryptedTextField(blank=True, help_text="The beginning of the answer's body.")

    class Meta:
        verbose_name_plural = "delivery tries"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.status or self.outcome} after {self.seconds:.3f} s"
