"""Access grants: what a user or a team may do in an organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from contributors.models.invitation_mixin import InvitationMixin
from contributors.models.team import Team
from organizations.models import Organization


class AccessGrant(InvitationMixin):
    """What one user or one team may do in one organization, from the moment they accept the invitation."""

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

    class Meta:
        verbose_name = "access grant"
        constraints = [
            models.CheckConstraint(condition=Q(user=None) ^ Q(team=None), name="access_grant_user_xor_team"),
            models.UniqueConstraint(fields=["organization", "user"], name="access_grant_unique_user"),
            models.UniqueConstraint(fields=["organization", "team"], name="access_grant_unique_team"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team} in {self.organization_id}"
