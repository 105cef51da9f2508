"""Tabs of the console."""

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.models import Organization


class ConsoleTab(models.Model):
    """One tab of a person: an organization, a context, an operation, and what is filled in.

    Attributes:
        operation: the key of the open operation; empty when none is open.
        context: as `Context.to_dict`; empty for the seller organization.
        drafts: JSON, `{operation key: {posted name: [values]}}`.
        closed_at: when the person closed it; its drafts stay for a day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="console_tabs")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="console_tabs")
    operation = models.CharField(max_length=200, blank=True)
    context = models.JSONField(default=dict, blank=True)
    drafts = EncryptedTextField(blank=True)
    opened_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "console tab"
        ordering = ["opened_at", "pk"]
        indexes = [
            models.Index(fields=["user", "closed_at", "opened_at"], name="console_tab_by_user"),
            models.Index(fields=["closed_at"], name="console_tab_by_closing"),
        ]

    def __str__(self) -> str:
        return f"{self.operation or 'no operation'} in {self.organization_id}"
