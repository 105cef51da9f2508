"""The records that a run changed, could not restore or found different."""

from django.db import models

from lib.encryption import EncryptedTextField
from organizations.restores.models.restore import Restore


class RestoreFinding(models.Model):
    """A record that a run changed, or that differs from Production's, and why.

    In a plan, the created, changed and deleted records are those that a restore would affect. `reason` is
    empty for these, and otherwise one of the engine's reasons. The record's name and OrderCloud's message
    about a refusal can contain values, so they are encrypted.
    """

    class Type(models.TextChoices):
        DRIFT = "drift", "Needs attention"
        EXPECTED = "expected", "Kept different"
        FAILED = "failed", "Failed"
        CREATED = "created", "Created"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"

    restore = models.ForeignKey(Restore, on_delete=models.CASCADE, related_name="findings")
    type = models.CharField(max_length=10, choices=Type)
    resource = models.CharField(max_length=80)
    record_path = models.TextField(help_text="The IDs of the record, its parents' first.")
    name = EncryptedTextField(blank=True, help_text="The record's name.")
    reason = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=list, blank=True, help_text="Empty for the whole record.")
    ordercloud_message = EncryptedTextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["restore", "type", "resource"], name="findings_by_resource")]

    def __str__(self) -> str:
        return f"{self.resource} {self.record_path}: {self.type}"
