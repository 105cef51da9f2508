"""Requests of the Portal API that their client may send again without a second effect."""

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField


class IdempotentRequest(models.Model):
    """A POST with an `Idempotency-Key`: a row before it runs, which then holds its response.

    Without a status it is running, and expires soon: a process that was killed blocks the key for minutes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key_digest = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, help_text="Digest of method, path, query and body.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    content = EncryptedTextField(blank=True)
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "key_digest"], name="one_request_per_idempotency_key"),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.status or 'running'}"
