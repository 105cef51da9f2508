"""Requests for roles."""

from django.conf import settings
from django.db import models

from lib import clock
from organizations.models import Organization


class RoleRequest(models.Model):
    """A person's request for a role, which went to those who can grant it.

    Attributes:
        day: the day of the request in UTC; one request a day for each role.
        operation: the ID of the operation that requires the role.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=100)
    operation = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField(default=clock.now)
    day = models.DateField()

    class Meta:
        verbose_name = "role request"
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role", "day"], name="role_request_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.user} in {self.organization_id}"
