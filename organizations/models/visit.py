"""Visits: which organizations a user opened last."""

from django.conf import settings
from django.db import models

from lib import clock
from organizations.models.organization import Organization


class Visit(models.Model):
    """When a user last opened an organization."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    visited_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="visit_unique")]
        indexes = [models.Index(fields=["user", "-visited_at"], name="visit_by_user")]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization_id}"
