"""Members of teams in the Portal API."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.api.shapes import member_dict
from contributors.models import Team, TeamMember
from contributors.team_permissions import team_or_404
from lib.api.errors import not_found
from lib.api.pagination import ListQuery, paginate_queryset

router = Router(auth=PortalBearer(), tags=["Teams"])

FIELDS = {
    "ID": "user__username",
    "Username": "user__username",
    "Name": "user__name",
    "FirstName": "user__name",
    "LastName": "user__name",
    "Email": "user__email",
}
SEARCHED = ("Username", "Name", "Email")


@router.get("/teams/{team_id}/members", summary="List members of a team")
def list_members(request: ApiRequest, team_id: str) -> dict[str, Any]:
    """List the members of a team who accepted, and its owner where they are one."""
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCHED)
    return paginate_queryset(query, members_of(team_or_404(request.auth, team_id)), member_dict)


@router.get("/teams/{team_id}/members/{username}", summary="Get a member of a team")
def get_member(request: ApiRequest, team_id: str, username: str) -> dict[str, Any]:
    """Return a member of a team who accepted."""
    return member_dict(member_or_404(members_of(team_or_404(request.auth, team_id)), username))


def members_of(team: Team) -> QuerySet[TeamMember]:
    """Return the members who accepted."""
    return TeamMember.objects.accepted().filter(team=team, user__isnull=False).select_related("user")


def member_or_404(members: QuerySet[TeamMember], username: str) -> TeamMember:
    """Return the member with that username, in any case of letters."""
    member = members.filter(user__username__iexact=username).first()
    if member is None:
        raise not_found("User", username)
    return member
