"""The audit log: who did what to what."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from lib import clock


class AuditEntry(models.Model):
    """Who did what to what, from where and with which result; rows are added, never changed.

    `event` is one of `accounts.audit.events.Event`; `impersonated` names the account that a call was made as.
    """

    created_at = models.DateTimeField(default=clock.now, db_index=True)
    event = models.CharField(max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="audit_entries"
    )
    actor_name = models.CharField(max_length=150, blank=True)
    impersonated = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=120, blank=True)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.CharField("target ID", max_length=120, blank=True)
    target_name = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=60, default="ok")
    ip = models.GenericIPAddressField("IP address", null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    request_id = models.CharField("request ID", max_length=60, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["actor", "-created_at", "-id"], name="audit_by_actor"),
            models.Index(fields=["event", "organization", "-created_at"], name="audit_by_event"),
            models.Index(fields=["organization", "actor", "created_at"], name="audit_people"),
            models.Index(fields=["organization", "-created_at", "-id"], name="audit_by_organization"),
            models.Index(fields=["target_type", "target_id", "-created_at"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name or 'the portal'} {self.event} {self.target_name}".strip()

    def save(self, *arguments: Any, **options: Any) -> None:
        """Insert the row. Raises `TypeError` for a row that is stored already."""
        if self.pk:
            raise TypeError("Audit entries are never changed.")
        super().save(*arguments, **options)

    def delete(self, *arguments: Any, **options: Any) -> NoReturn:
        """Raise `TypeError`: rows of the audit log are never deleted."""
        raise TypeError("Audit entries are never deleted.")
