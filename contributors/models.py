"""Who contributes to an organization, by which way, and with which rights."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from lib import clock
from organizations.models import Organization


def new_team_id() -> str:
    """Sixteen characters that nobody guesses."""
    return secrets.token_hex(8)


class Team(models.Model):
    """People who share access to organizations."""

    id = models.CharField(primary_key=True, max_length=100, default=new_team_id)
    name = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_teams")
    exclude_from_search = models.BooleanField(default=False)
    created = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("id"), name="team_id_in_any_case")]

    def __str__(self) -> str:
        return self.name


class Joining(models.Model):
    """A relation that was offered, and holds once it was accepted."""

    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class TeamMember(Joining):
    """A person in a team; counts once accepted."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="team_memberships"
    )
    is_admin = models.BooleanField("team admin", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "user"], name="once_in_a_team")]

    def __str__(self) -> str:
        return f"{self.user} in {self.team}"


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
