"""The requests that people sent."""

from django.conf import settings
from django.db import models

from console.models.undo import UndoRecord
from lib import clock
from lib.encryption import EncryptedBytesField
from organizations.models import Organization


class HistoryEntry(models.Model):
    """One request of a person with its response, both without secrets and tokens.

    Attributes:
        operation: the key of the operation.
        path: path and query as sent.
        status: the HTTP status; 0 without a response.
        failure: why there is no response; empty when there is one.
        attempts: the outcome of every attempt, such as `["401", "200"]`.
        seconds, size: duration of the call, and bytes of the response.
        context: as `Context.to_dict`; empty for the seller organization.
        acting_as: the context in words; empty for the seller organization.
        source: where it was sent from, "console" or "enhanced".
        headers: the headers of the response.
        form_data: JSON of the posted form, to fill it in again.
        response: the body of the response as text; empty if it was not stored.
        request_is_cut, response_is_cut: whether only the beginning of the body is stored.
        undo_record: the kept record by which it can be undone; None if there is none.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="console_history"
    )
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="console_history")
    sent_at = models.DateTimeField(default=clock.now)
    operation = models.CharField(max_length=200)
    method = models.CharField(max_length=10)
    path = models.TextField()
    status = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=20, blank=True)
    attempts = models.JSONField(default=list, blank=True)
    seconds = models.FloatField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    roles = models.JSONField(default=list, blank=True)
    context = models.JSONField(default=dict, blank=True)
    acting_as = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=20, default="console")
    reason = models.CharField(max_length=500, blank=True)
    headers = models.JSONField(default=list, blank=True)
    form_data = EncryptedBytesField(default=bytes, blank=True)
    response = EncryptedBytesField(default=bytes, blank=True)
    request_is_cut = models.BooleanField(default=False)
    response_is_cut = models.BooleanField(default=False)
    undo_record = models.ForeignKey(
        UndoRecord, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "request"
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "organization", "-sent_at", "-id"], name="console_history_list"),
            models.Index(fields=["sent_at"], name="console_history_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
