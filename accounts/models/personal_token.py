"""Personal access tokens, with which scripts use the Portal API as a user."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock

MAX_NAME_LENGTH = 60


class PersonalAccessToken(models.Model):
    """A named token of the Portal API; the token itself is a JWT of which only the ID and digest are stored.

    `organizations` is a list of Portal IDs; without one the token is for every organization of the user. IDs
    are not foreign keys, since organizations are of an upper layer.
    """

    class Scope(models.TextChoices):
        READ = "read", "Read"
        WRITE = "write", "Read and write"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personal_tokens"
    )
    token_id = models.UUIDField(default=uuid.uuid4, unique=True, help_text="The claim jti of the token.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the token.")
    ending = models.CharField(max_length=4, help_text="Last characters of the token, to recognize it.")
    name = models.CharField(max_length=MAX_NAME_LENGTH)
    scope = models.CharField(max_length=5, choices=Scope)
    organizations: Any = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When the use of the ended token was last recorded."
    )
    reminded_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days before expiry that the last reminder was for."
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=["read", "write"]), name="personal_token_scope"),
        ]

    def __str__(self) -> str:
        return self.name
