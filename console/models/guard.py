"""What an organization requires before a write."""

from django.conf import settings
from django.db import models

from lib import clock
from lib.encryption import EncryptedTextField
from organizations.models import Organization


class WriteGuard(models.Model):
    """The settings of an organization, made by operators. Production requires a review without any.

    Attributes:
        requires_review: whether writes outside Production are reviewed as well.
        deletes_need_approval: whether a second person approves each delete in Production.
    """

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="write_guard")
    requires_review = models.BooleanField("writes are reviewed", default=False)
    deletes_need_approval = models.BooleanField("deletes need a second person", default=False)

    class Meta:
        verbose_name = "write guard"

    def __str__(self) -> str:
        return f"Write guard of {self.organization_id}"


class DeleteApproval(models.Model):
    """A delete that waits for a second person.

    Attributes:
        operation: the key of the operation.
        path: path and query, without secrets.
        form_data: JSON of the posted form.
        reviewed: the digest of the record that was reviewed.
        context: as `Context.to_dict`; empty for the seller organization.
        approved: None until it is decided.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="delete_approvals")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    requested_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    operation = models.CharField(max_length=200)
    path = models.TextField()
    form_data = EncryptedTextField(blank=True)
    reviewed = models.CharField(max_length=64, blank=True)
    context = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=500)
    approved = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "delete approval"
        ordering = ["-requested_at", "-pk"]

    def __str__(self) -> str:
        return f"DELETE {self.path}"
