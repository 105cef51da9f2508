"""Values of Staging that a run captured before its first write."""

from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.restores.models.restore import Restore


class RestoreCapture(models.Model):
    """Staging's own addresses and keys before the first write, as JSON."""

    restore = models.OneToOneField(Restore, on_delete=models.CASCADE, related_name="capture")
    saved_at = models.DateTimeField(default=clock.now)
    content = EncryptedTextField()

    def __str__(self) -> str:
        return f"capture of {self.restore_id}"
