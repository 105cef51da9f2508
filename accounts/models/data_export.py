"""Exports of a user's own data."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField

RETENTION = timedelta(days=30)


class DataExport(models.Model):
    """An export of everything that the portal knows about a user; built by the worker, stored for 30 days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_exports")
    requested_at = models.DateTimeField(default=clock.now)
    ready_at = models.DateTimeField(null=True, blank=True)
    content = EncryptedTextField(blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ready_at=None), name="one_pending_data_export"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def file_name(self) -> str:
        """Return the name of the downloaded file."""
        return f"{self.user.username or 'me'}-{self.requested_at:%Y-%m-%d}.json"

    @property
    def expires_at(self) -> datetime | None:
        """Return when the export is deleted."""
        return self.requested_at + RETENTION
