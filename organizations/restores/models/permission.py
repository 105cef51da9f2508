"""The permission to restore a Staging organization from a Production organization of another owner."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from lib import clock


class RestorePermission(models.Model):
    """Granted by the owner or an admin of Production; allows restores of the pair until it is revoked."""

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
                fields=["pair"], condition=Q(revoked_at=None), name="one_active_restore_permission"
            )
        ]

    def __str__(self) -> str:
        return f"permission to restore {self.pair}"
