"""Tabs of the console."""

from django.conf import settings
from django.db import models

from lib import clock
from organizations.models import Organization


class ConsoleTab(models.Model):
    """One tab of a person: an organization, a context, and the operation that is open. Its drafts are rows.

    Attributes:
        key: made by the page before the tab is stored, so that two saves of a new tab make one row.
        operation: the key of the open operation; empty when none is open.
        method: its HTTP method; the tab bar shows it without the API description of every organization.
        context: as `Context.to_dict`; empty for the seller organization.
        closed_at: when the person closed it; its drafts stay for a day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="console_tabs")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="console_tabs")
    key = models.CharField(max_length=40, blank=True)
    operation = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=10, blank=True)
    context = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "console tab"
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], condition=~models.Q(key=""), name="console_tab_key_unique"
            )
        ]
        indexes = [
            models.Index(fields=["user", "closed_at", "opened_at"], name="console_tab_by_user"),
            models.Index(fields=["closed_at"], name="console_tab_by_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.operation or 'no operation'} in {self.organization_id}"
