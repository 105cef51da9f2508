"""Contexts that people used."""

from django.conf import settings
from django.db import models

from lib import clock
from organizations.models import Organization


class RecentContext(models.Model):
    """A user of OrderCloud whom a person acted as in an organization.

    Attributes:
        kind: the type of the user: seller, supplier or buyer.
        roles: those of the user, as last read.
        reason: why they were impersonated last; required in Production.
        for_new_tabs: whether new tabs of the person in the organization begin with this context.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    company_id = models.CharField(max_length=100, blank=True)
    company_name = models.CharField(max_length=200, blank=True)
    impersonated_id = models.CharField(max_length=100)
    username = models.CharField(max_length=200)
    name = models.CharField(max_length=300, blank=True)
    client_id = models.CharField(max_length=100, blank=True)
    client_name = models.CharField(max_length=200, blank=True)
    roles = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    for_new_tabs = models.BooleanField(default=False)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "recent context"
        ordering = ["-used_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "kind", "company_id", "impersonated_id", "client_id"],
                name="recent_context_unique",
            ),
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=models.Q(for_new_tabs=True),
                name="recent_context_one_for_new_tabs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} user {self.username} in {self.organization_id}"
