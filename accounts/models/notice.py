"""Notices that wait to be emailed, and which of them users want."""

from django.conf import settings
from django.db import models

from lib import clock


class Notice(models.Model):
    """One sentence that concerns a user: queued in the transaction of its cause, emailed with others."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    heading = models.CharField(max_length=200, help_text="What it is about, such as an organization.")
    sentence = models.TextField()
    url = models.CharField("path", max_length=500, help_text="The page to look at.")
    created_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(
                fields=["user", "created_at"], condition=models.Q(sent_at=None), name="notice_pending"
            )
        ]

    def __str__(self) -> str:
        return self.heading


class NotificationPreference(models.Model):
    """Whether a user wants emails of one kind of notice; without a row they do."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=40)
    is_on = models.BooleanField("on")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="notification_preference_unique")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {'on' if self.is_on else 'off'}"
