"""The invitations that wait for a user, as the home page shows them."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.text import capfirst

from accounts.models import User
from contributors.access_changes import summary
from contributors.access_settings import AccessSettings
from contributors.invitations.links import Invitation
from contributors.invitations.pending import pending_for, pending_for_teams_of, pending_teams_for
from contributors.models import AccessGrant, AccessPreset
from environments.roles import in_order


@dataclass(frozen=True)
class WaitingInvitation:
    """An invitation; `text` says in short what it gives, as the beginning of a line."""

    invitation: Invitation
    text: str

    @property
    def is_team(self) -> bool:
        return not isinstance(self.invitation, AccessGrant)


def waiting_for(user: User) -> list[WaitingInvitation]:
    """Return what `user` may accept: organizations, those for their teams, then teams, each newest first."""
    for_teams = pending_for_teams_of(user).select_related("organization", "invited_by", "team")
    grants = [*pending_for(user), *for_teams]
    # A preset is named by its roles: invitations don't remember from which one they came.
    presets = AccessPreset.objects.all() if grants else []
    names = {tuple(in_order(preset.roles)): preset.name for preset in presets}
    in_effect = Q(
        team__access_grants__accepted_at__isnull=False, team__access_grants__organization__deleted_at=None
    )
    teams = pending_teams_for(user).annotate(
        organization_count=Count("team__access_grants", filter=in_effect, distinct=True)
    )
    return [
        *(WaitingInvitation(grant, _access_text(grant, names)) for grant in grants),
        *(WaitingInvitation(member, _team_text(member.organization_count)) for member in teams),
    ]


def _access_text(grant: AccessGrant, presets: dict[tuple[str, ...], str]) -> str:
    access = AccessSettings.of(grant)
    text = summary(access)
    if preset := presets.get(access.roles):
        text = text.replace(" roles", f" roles from the preset {preset}", 1)
    return capfirst(text)


def _team_text(count: int) -> str:
    return f"Access to {count} organization{'' if count == 1 else 's'}"
