"""Pending invitations of a user."""

from django.db.models import Q

from accounts.models import User
from contributors.models import AccessGrant, TeamMember
from contributors.models.invitation_mixin import InvitationQuerySet, invites


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
    administered = Q(
        team__members__user=user,
        team__members__is_admin=True,
        team__members__accepted_at__isnull=False,
    )
    pending = AccessGrant.objects.pending().filter(organization__deleted_at=None, team__isnull=False)
    return pending.filter(Q(team__owner=user) | administered).distinct().order_by("-invited_at")
