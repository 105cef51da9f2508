"""Records as they were before a write."""

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedBytesField
from organizations.models import Organization


class UndoRecord(models.Model):
    """A record as it was before one write of the console, kept for a while so that the write can be undone.

    Attributes:
        operation: the key of the operation that wrote.
        read_operation: the key of the operation that read the record.
        path: path and query of the write, without secrets.
        record_path: the path of the record.
        context: as `Context.to_dict`; empty for the seller organization.
        form_data: JSON of the posted form of the write, without secrets.
        before: the record before the write; empty if there was none.
        after: the record after the write as far as the response has it.
        status: the HTTP status of the write; 0 while it is unknown.
        undo_started_at: when someone began to undo it; not taken into account after a few minutes.
        undone_by_write: the write that undid this one.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="undo_records")
    operation = models.CharField(max_length=200)
    read_operation = models.CharField(max_length=200)
    method = models.CharField(max_length=10)
    path = models.TextField()
    record_path = models.CharField(max_length=1000)
    context = models.JSONField(default=dict, blank=True)
    form_data = EncryptedBytesField(default=bytes, blank=True)
    before = EncryptedBytesField(default=bytes, blank=True)
    after = EncryptedBytesField(default=bytes, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    kept_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    undo_started_at = models.DateTimeField(null=True, blank=True)
    undone_by_write = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="undoes"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "kept record"
        ordering = ["-kept_at", "-pk"]
        indexes = [
            models.Index(fields=["organization", "record_path", "-kept_at"], name="undo_record_by_path"),
            models.Index(fields=["expires_at"], name="undo_record_by_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
