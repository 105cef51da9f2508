"""What the pages of teams show."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Lower

from accounts.audit import log as audit_log
from accounts.models import User
from contributors.models import AccessGrant, Team, TeamMember
from contributors.team_permissions import joined_filter
from lib.query_string import search_words


def teams_of(user: User, search: str = "") -> QuerySet[Team]:
    """Return the teams that `user` is in, by name.

    Each has `member_count`, `organization_count` and `is_team_admin`, whether the user administers it.
    """
    mine = TeamMember.objects.accepted().filter(team=OuterRef("pk"), user=user)
    members = TeamMember.objects.accepted().filter(team=OuterRef("pk"))
    grants = AccessGrant.objects.accepted().filter(team=OuterRef("pk"), organization__deleted_at=None)
    teams = Team.objects.filter(joined_filter(user)).select_related("owner")
    for word in search_words(search):
        teams = teams.filter(Q(name__icontains=word) | Q(pk__icontains=word))
    return teams.annotate(
        member_count=_count(members),
        organization_count=_count(grants),
        is_team_admin=Exists(mine.filter(is_admin=True)),
    ).order_by(Lower("name"), "pk")


def members_of(team: Team, search: str = "") -> QuerySet[TeamMember]:
    """Return the members who accepted, admins first, then by name."""
    members = TeamMember.objects.accepted().filter(team=team).select_related("user")
    return _matching(members, search).order_by("-is_admin", Lower("user__name"), "pk")


def invited_members(team: Team, search: str = "") -> QuerySet[TeamMember]:
    """Return the invitations to the team that are not accepted, with expired ones, newest first."""
    invited = TeamMember.objects.filter(team=team, accepted_at=None).select_related("user", "invited_by")
    return _matching(invited, search).order_by("-invited_at", "-pk")


def access_of(team: Team) -> list[AccessGrant]:
    """Return what the team may do in each organization, by name."""
    grants = AccessGrant.objects.accepted().filter(team=team, organization__deleted_at=None)
    return list(grants.select_related("organization").order_by(Lower("organization__name"), "organization"))


def owned_since(team: Team) -> datetime:
    """Return when the team's owner became it: by the latest transfer, otherwise by creating the team."""
    transfers = audit_log.transfers_of_team(team.pk, since=team.created_at)
    latest = transfers.values_list("created_at", flat=True).first()
    return latest or team.created_at


def requests_of(team: Team) -> QuerySet[AccessGrant]:
    """Return the invitations of organizations that wait for an admin of the team."""
    pending = AccessGrant.objects.pending().filter(team=team, organization__deleted_at=None)
    return pending.select_related("organization", "invited_by").order_by("-invited_at")


def _matching(members: QuerySet[TeamMember], search: str) -> QuerySet[TeamMember]:
    for word in search_words(search):
        by_user = Q(user__name__icontains=word) | Q(user__username__icontains=word)
        members = members.filter(by_user | Q(email__icontains=word))
    return members


def _count(rows: QuerySet[Any]) -> Coalesce:
    """Return the number of rows of each team."""
    counted = rows.order_by().values("team").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
