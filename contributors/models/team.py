"""Teams: users who share access to organizations."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.user import initials_of
from contributors.models.invitation_mixin import InvitationMixin, InvitationQuerySet
from lib import clock


def new_team_id() -> str:
    """Return sixteen random hexadecimal characters."""
    return secrets.token_hex(8)


class Team(models.Model):
    """A group of users who share access to organizations."""

    id = models.CharField("ID", primary_key=True, max_length=100, default=new_team_id)
    name = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="owned_teams")
    exclude_from_search = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("id"), name="team_id_unique_ci")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """The letters of the team's avatar."""
        return initials_of(self.name)


class TeamMember(InvitationMixin):
    """A user's membership of a team, from the moment they accept the invitation."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="team_memberships",
    )
    is_admin = models.BooleanField("team admin", default=False)

    objects = InvitationQuerySet["TeamMember"].as_manager()

    class Meta:
        indexes = [models.Index(Lower("email"), condition=~Q(email=""), name="team_member_email")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, email="") | (Q(user=None, accepted_at=None) & ~Q(email="")),
                name="team_member_user_or_email",
            ),
            models.UniqueConstraint(fields=["team", "user"], name="team_member_unique"),
            models.UniqueConstraint(
                "team", Lower("email"), condition=~Q(email=""), name="team_member_unique_email"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user or self.email} in {self.team}"
