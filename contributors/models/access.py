"""Access: what a user or a team may do in an organization."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from contributors.models.invitable import Joining
from contributors.models.team import Team
from organizations.models import Organization


class Access(Joining):
    """What one person or one team may do in one organization; counts once accepted."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="accesses")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="accesses"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="accesses")
    roles = models.JSONField(default=list, blank=True, help_text="API roles, the data access.")
    is_admin = models.BooleanField("organization admin", default=False)
    impersonate_seller = models.BooleanField("may impersonate seller users", default=False)
    impersonate_supplier = models.BooleanField("may impersonate supplier users", default=False)
    impersonate_buyer = models.BooleanField("may impersonate buyer users", default=False)

    class Meta:
        verbose_name_plural = "accesses"
        constraints = [
            models.CheckConstraint(
                condition=Q(user=None) ^ Q(team=None), name="access_of_a_person_or_a_team"
            ),
            models.UniqueConstraint(fields=["organization", "user"], name="one_access_a_person"),
            models.UniqueConstraint(fields=["organization", "team"], name="one_access_a_team"),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.team} in {self.organization_id}"
