"""The audit log: who did what to what."""

from django.conf import settings
from django.db import models

from lib import clock


class AuditEntry(models.Model):
    """Who did what to what, from where and with which result; rows are added, never changed."""

    at = models.DateTimeField(default=clock.now, db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="audit_entries"
    )
    actor_name = models.CharField(max_length=150, blank=True)
    as_whom = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=120, blank=True, db_index=True)
    target_kind = models.CharField(max_length=60, blank=True)
    target_id = models.CharField(max_length=120, blank=True)
    target_name = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=60, default="ok")
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    request_id = models.CharField(max_length=60, blank=True)
    details = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["actor", "-at", "-id"], name="audit_of_a_person"),
            models.Index(fields=["target_kind", "target_id", "-at"], name="audit_of_a_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name or 'the portal'} {self.verb} {self.target_name}".strip()

    def save(self, *arguments, **options) -> None:
        """As Django's, once: a row that is there raises `TypeError`."""
        if self.pk:
            raise TypeError("Rows of the audit trail are added, never changed.")
        super().save(*arguments, **options)

    def delete(self, *arguments, **options):
        """Raises `TypeError`: nothing happened that did not happen."""
        raise TypeError("Rows of the audit trail stay.")
