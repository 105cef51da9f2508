"""Tokens of organizations that were given to people, by their digest."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock
from organizations.models import Organization


class IssuedToken(models.Model):
    """A token that the Portal API gave to a user, so that it can be revoked when they lose a right.

    Attributes:
        digest: SHA-256 of the token, in hexadecimal; the token itself is not stored.
        revoke_at: when its revocation was requested; the row is deleted once it is done.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="issued_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    issued_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    revoke_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "issued token"
        indexes = [
            models.Index(
                fields=["revoke_at"], condition=Q(revoke_at__isnull=False), name="issued_token_revoke"
            )
        ]

    def __str__(self) -> str:
        return f"Token of {self.organization_id}"
