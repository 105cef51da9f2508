"""Refresh tokens of the Portal API."""

from django.conf import settings
from django.db import models

from lib import clock


class RefreshToken(models.Model):
    """A refresh token of the Portal API, stored as its digest; it is valid until its own expiry.

    The vendor's client library never stores the token that a refresh returns, so earlier ones of the same
    family stay valid. Revoking one revokes its family.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refresh_tokens"
    )
    family = models.UUIDField(db_index=True)
    user_agent = models.CharField(max_length=300, blank=True, help_text="As the API client names itself.")
    ip = models.GenericIPAddressField(null=True, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    reused_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was first exchanged again, which is recorded once."
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user}, until {self.expires_at:%Y-%m-%d}"
