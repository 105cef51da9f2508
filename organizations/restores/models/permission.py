"""The standing permission to restore a Staging organization from a Production of somebody else."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock


class RestorePermission(models.Model):
    """An owner or admin of Production allowed restores of the pair; in force until it is revoked."""

    pair = models.ForeignKey(
        "organizations.StagingPair", on_delete=models.CASCADE, related_name="restore_permissions"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(default=clock.now)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(revoked_at=None), name="one_restore_permission_in_force"
            )
        ]

    def __str__(self) -> str:
        return f"permission to restore {self.pair}"
