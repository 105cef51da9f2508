"""Notices that wait to be emailed."""

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
