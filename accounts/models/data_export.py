"""What somebody asked to have of their own data."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField

KEPT = timedelta(days=30)


class DataFile(models.Model):
    """One download of everything that the portal knows about a person; made by the worker, kept 30 days."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="data_files")
    asked = models.DateTimeField(default=clock.now)
    ready = models.DateTimeField(null=True, blank=True)
    content = EncryptedTextField(blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Bytes.")

    class Meta:
        ordering = ["-asked"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(ready=None), name="one_data_file_under_way"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the browser saves it as."""
        return f"{self.user.username or 'me'}-{self.asked:%Y-%m-%d}.json"

    @property
    def kept_until(self):
        """When it goes."""
        return self.asked + KEPT
