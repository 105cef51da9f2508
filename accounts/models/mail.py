"""The outbox of emails."""

from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField


class OutgoingMail(models.Model):
    """A mail that was promised: written in the transaction that promises it, sent by the worker."""

    created = models.DateTimeField(default=clock.now, db_index=True)
    sender = models.CharField(max_length=254)
    recipients = models.JSONField()
    subject = models.CharField(max_length=300)
    text = EncryptedTextField()
    html = EncryptedTextField(blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=clock.now)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created", "-id"]
        indexes = [models.Index(fields=["next_try"], condition=models.Q(sent=None), name="mail_that_waits")]

    def __str__(self) -> str:
        return self.subject
