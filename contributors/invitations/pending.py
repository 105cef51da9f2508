"""Pending invitations of a user."""

from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from contributors.models.invitation_mixin import InvitationQuerySet, invites
from contributors.team_permissions import administered_filter


def pending_for(user: User) -> InvitationQuerySet[AccessGrant]:
    """Return the invitations to organizations that `user` may accept, newest first.

    They are those to the account and those to its email address.
    """
    pending = AccessGrant.objects.pending().filter(invites(user), organization__deleted_at=None)
    return pending.select_related("organization", "invited_by").order_by("-invited_at")


def pending_teams_for(user: User) -> InvitationQuerySet[TeamMember]:
    """Return the invitations to teams that `user` may accept, newest first."""
    pending = TeamMember.objects.pending().filter(invites(user))
    return pending.select_related("team", "invited_by").order_by("-invited_at")


def pending_for_teams_of(user: User) -> InvitationQuerySet[AccessGrant]:
    """Return the invitations to organizations for the teams that `user` owns or administers, newest first."""
    teams = Team.objects.filter(administered_filter(user))
    pending = AccessGrant.objects.pending().filter(organization__deleted_at=None, team__in=teams)
    return pending.order_by("-invited_at")
