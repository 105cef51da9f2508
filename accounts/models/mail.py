"""The outbox of emails."""

from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField


class OutgoingMail(models.Model):
    """An email: queued in the transaction of its cause, sent by the worker."""

    created_at = models.DateTimeField(default=clock.now, db_index=True)
    sender = models.CharField(max_length=254)
    recipients = models.JSONField()
    subject = models.CharField(max_length=300)
    text = EncryptedTextField()
    html = EncryptedTextField(blank=True)
    headers = models.JSONField(default=dict, blank=True, help_text="Further headers, by name.")
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(default=clock.now)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "outgoing email"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["retry_at"], condition=models.Q(sent_at=None), name="mail_pending")]

    def __str__(self) -> str:
        return self.subject
