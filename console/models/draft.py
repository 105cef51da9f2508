"""Drafts of requests."""

from django.db import models

from console.models.tab import ConsoleTab
from lib import clock
from lib.encryption import EncryptedBytesField


class TabDraft(models.Model):
    """What is filled in for one operation of a tab.

    Attributes:
        operation: the key of the operation.
        data: the posted values as JSON, see `console.tabs.draft_data`.
        size: the length of `data` in bytes, before it is compressed.
        revision: counts the saves, so that a page can see that another window saved meanwhile.
    """

    tab = models.ForeignKey(ConsoleTab, on_delete=models.CASCADE, related_name="drafts")
    operation = models.CharField(max_length=200)
    data = EncryptedBytesField()
    size = models.PositiveIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "draft"
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["tab", "operation"], name="tab_draft_unique")]

    def __str__(self) -> str:
        return f"{self.operation} in tab {self.tab_id}"
