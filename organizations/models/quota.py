"""Quotas: how many organizations and open requests one user may have."""

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

DEFAULT_SANDBOX_ORGANIZATIONS = 10
DEFAULT_OPEN_REQUESTS = 3


class Quota(models.Model):
    """The quota of one user, or of everyone without one of their own."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="quota",
        help_text="Leave empty for everyone without a quota of their own.",
    )
    sandbox_organizations = models.PositiveIntegerField(
        default=DEFAULT_SANDBOX_ORGANIZATIONS,
        help_text="Sandbox organizations that the user may own on this portal.",
    )
    open_requests = models.PositiveIntegerField(
        "open Production requests",
        default=DEFAULT_OPEN_REQUESTS,
        help_text="Production requests that may wait for a decision at the same time.",
    )

    class Meta:
        constraints = [
            # `user` alone allows more than one row without a user.
            models.UniqueConstraint(
                Coalesce("user", Value(0)),
                name="quota_one_for_everyone",
                violation_error_message="There is a quota for this user, or for everyone, already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Quota of {self.user}" if self.user else "Quota of everyone"
