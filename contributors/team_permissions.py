"""Who may see a team, administer it or own it."""

from django.db.models import Q
from django.http import Http404

from accounts.models import User
from contributors.models import Team, TeamMember


def administers(user: User, team: Team) -> bool:
    """Return whether `user` owns the team or is one of its admins."""
    if not user.is_active:
        return False
    admins = TeamMember.objects.accepted().filter(team=team, user=user, is_admin=True)
    return team.owner_id == user.pk or admins.exists()


def team_or_404(user: User, team_id: str) -> Team:
    """Return the team with that ID, in any case of letters, if `user` owns it or is a member.

    Raises:
        Http404: if it does not exist or the user is not a member.
    """
    team = Team.objects.select_related("owner").filter(pk__iexact=team_id).first()
    if team is None or not is_member(user, team):
        raise Http404("No such team for this user.")
    return team


def joined_filter(user: User) -> Q:
    """Return a filter for the teams that `user` owns or has joined."""
    return Q(owner=user) | Q(pk__in=TeamMember.objects.accepted().filter(user=user).values("team"))


def administered_filter(user: User) -> Q:
    """Return a filter for the teams that `user` owns or administers."""
    admins = TeamMember.objects.accepted().filter(user=user, is_admin=True)
    return Q(owner=user) | Q(pk__in=admins.values("team"))


def is_member(user: User, team: Team) -> bool:
    """Return whether `user` owns the team or has joined it."""
    joined = TeamMember.objects.accepted().filter(team=team, user=user)
    return user.is_active and (team.owner_id == user.pk or joined.exists())
