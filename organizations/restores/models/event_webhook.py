"""Event webhooks: URLs that are called for the events of restores that their admins chose."""

from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.restores.models.receiver import WebhookReceiver

MAX_DESCRIPTION_LENGTH = 100


class WebhookEvent(models.TextChoices):
    """What happens to the restores of a Staging organization; the value is the `type` of a call."""

    RESTORE_STARTED = "restore.started", "A restore starts"
    RESTORE_FINISHED = "restore.finished", "A restore finishes"
    RESTORE_INCOMPLETE = "restore.incomplete", "A restore ends with records that could not be restored"
    RESTORE_FAILED = "restore.failed", "A restore fails"
    RESTORE_CANCELLED = "restore.cancelled", "A restore is stopped"
    RESTORE_DRIFT = "restore.drift", "A restore ends with records that need attention"
    RESTORE_HELD = "restore.held", "A scheduled restore is skipped because restores are on hold"
    PLAN_READY = "plan.ready", "A plan is ready"
    PLAN_FAILED = "plan.failed", "A plan fails"


class EventWebhook(WebhookReceiver):
    """One of the URLs that are called for events of a Staging organization, signed with its own secret.

    After a rotation, calls are also signed with `previous_secret` until `previous_secret_expires_at`.
    """

    organization = models.ForeignKey(
        "organizations.Organization", on_delete=models.CASCADE, related_name="event_webhooks"
    )
    description = models.CharField(max_length=MAX_DESCRIPTION_LENGTH, blank=True)
    events = models.JSONField(default=list, help_text="The types of the events that it is called for.")
    secret = EncryptedTextField()
    previous_secret = EncryptedTextField(blank=True)
    previous_secret_expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    failing_since = models.DateTimeField(
        null=True, blank=True, help_text="The first failed attempt since the last one that succeeded."
    )
    disabled_at = models.DateTimeField(
        null=True, blank=True, help_text="When the portal turned it off because all attempts failed."
    )

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.description or f"event webhook {self.pk}"
