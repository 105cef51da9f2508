"""Access grants: what a user or a team may do in an organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from contributors.models.invitation_mixin import InvitationMixin, InvitationQuerySet
from contributors.models.team import Team
from organizations.models import Organization


class AccessGrant(InvitationMixin):
    """What one user or one team may do in one organization, from the moment they accept the invitation.

    Attributes:
        origins: who granted each right and when, `{"ProductAdmin": [user ID, ISO 8601 time], …}`. Its keys
            are roles and the names of the boolean fields; a right of before this was recorded is missing.
        version: counts the changes, so that an editor notices one made meanwhile.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="access_grants")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="access_grants",
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.CASCADE, related_name="access_grants"
    )
    roles = models.JSONField(default=list, blank=True, help_text="API roles held in the organization.")
    is_admin = models.BooleanField("organization admin", default=False)
    impersonate_seller = models.BooleanField("may impersonate seller users", default=False)
    impersonate_supplier = models.BooleanField("may impersonate supplier users", default=False)
    impersonate_buyer = models.BooleanField("may impersonate buyer users", default=False)
    origins = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = InvitationQuerySet["AccessGrant"].as_manager()

    class Meta:
        verbose_name = "access grant"
        indexes = [models.Index(Lower("email"), condition=~Q(email=""), name="access_grant_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, team=None, email="")
                | Q(user=None, team__isnull=False, email="")
                | (Q(user=None, team=None, accepted_at=None) & ~Q(email="")),
                name="access_grant_user_team_or_email",
            ),
            models.UniqueConstraint(fields=["organization", "user"], name="access_grant_unique_user"),
            models.UniqueConstraint(fields=["organization", "team"], name="access_grant_unique_team"),
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=~Q(email=""),
                name="access_grant_unique_email",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team or self.email} in {self.organization_id}"
