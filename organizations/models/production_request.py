"""Requests for a Production organization, which operators decide on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from environments import endpoints
from lib import clock
from organizations.models.organization import ID_MAX_LENGTH, NAME_MAX_LENGTH, Organization

REASON_MAX_LENGTH = 2000
NOTE_MAX_LENGTH = 2000


class ProductionRequest(models.Model):
    """What a user requests: a Production organization with this name, ID and region, and its Staging."""

    class Status(models.TextChoices):
        PENDING = "pending", "Pending review"
        INCOMPLETE = "incomplete", "Incomplete"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"

    # What waits for a decision, or for the creation that was decided.
    OPEN = (Status.PENDING, Status.INCOMPLETE)

    requester = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="production_requests"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    name = models.CharField(max_length=NAME_MAX_LENGTH)
    organization_id = models.CharField("ID", max_length=ID_MAX_LENGTH)
    region = models.CharField(
        max_length=3, choices=[(region.id, region.name) for region in endpoints.REGIONS], default="usw"
    )
    built_in = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The Sandbox organization in which the work for Production was done.",
    )
    go_live_date = models.DateField("go-live date", null=True, blank=True)
    reason = models.TextField(max_length=REASON_MAX_LENGTH)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(
        null=True, blank=True, help_text="When an operator first opened the request."
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decision_note = models.TextField(max_length=NOTE_MAX_LENGTH, blank=True)
    creating_since = models.DateTimeField(
        null=True, blank=True, help_text="When the process that creates the organizations last said so."
    )
    delayed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the requester was emailed that the creation failed."
    )
    failed_step = models.CharField(max_length=100, blank=True, help_text="The step of creation that failed.")
    failure = models.CharField(max_length=500, blank=True, help_text="Why it failed, in words.")
    production = models.OneToOneField(
        Organization,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="production_request",
        help_text="The organization that the request led to.",
    )

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("organization_id"),
                condition=Q(status__in=["pending", "incomplete"]),
                name="production_request_open_id_unique",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "withdrawn"]) ^ Q(decided_at__isnull=False),
                name="production_request_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "status"], name="production_request_by_user"),
            models.Index(fields=["status", "created_at"], name="production_request_by_status"),
        ]

    def __str__(self) -> str:
        return f"Production for {self.name}"

    @property
    def is_being_created(self) -> bool:
        """Whether it is approved, and neither completed nor failed yet."""
        return self.status == self.Status.INCOMPLETE and not self.failure

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a decision, or for the creation that was decided."""
        return self.status in self.OPEN


class ProductionRequestNote(models.Model):
    """A note on a request, visible to its requester and the operators."""

    request = models.ForeignKey(ProductionRequest, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_operator = models.BooleanField(default=False)
    text = models.TextField(max_length=NOTE_MAX_LENGTH)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text[:50]
