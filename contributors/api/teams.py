"""Teams in the Portal API."""

from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from contributors.api.shapes import organization_assignment_dict, team_dict
from contributors.models import AccessGrant, Team, TeamMember
from contributors.team_permissions import team_or_404
from lib import rate_limit
from lib.api.pagination import ListQuery, paginate_queryset

router = Router(auth=PortalBearer(), tags=["Teams"])

FIELDS = {
    "Id": "pk",
    "Name": "name",
    "Owner.Email": "visible_email",
    "Owner.Username": "owner__username",
    "Owner.Name": "owner__name",
    "Owner.FirstName": "owner__name",
    "Owner.LastName": "owner__name",
}
SEARCHED = ("Id", "Name", "Owner.Email", "Owner.Username", "Owner.Name")
ACCESS_FIELDS = {"Org.Id": "organization__pk", "Org.Name": "organization__name"}


def teams_of(user: User) -> QuerySet[Team]:
    """Return the teams that `user` owns or has joined."""
    joined = TeamMember.objects.accepted().filter(team=OuterRef("pk"), user=user)
    return with_visible_email(user).filter(Q(owner=user) | Exists(joined))


def with_visible_email(user: User) -> QuerySet[Team]:
    """Return all teams; only the owner can search for the owner's email."""
    email = Case(When(owner=user, then="owner__email"), default=Value(""))
    return Team.objects.select_related("owner").annotate(visible_email=email)


@router.get("/teams", summary="List my teams")
def list_teams(request: ApiRequest) -> dict[str, Any]:
    """List the teams that the user owns or has joined."""
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCHED)
    return paginate_queryset(query, teams_of(request.auth), lambda team: team_dict(team, request.auth))


@router.get("/teams/globalsearch", summary="Search teams")
def search_teams(request: ApiRequest) -> dict[str, Any]:
    """List all teams that can be found by everyone, by ID and name."""
    rate_limit.hit(request, "search")
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=("Id", "Name"))
    found = with_visible_email(request.auth).filter(exclude_from_search=False)
    return paginate_queryset(query, found, lambda team: team_dict(team, request.auth))


@router.get("/teams/{team_id}", summary="Get a team")
def get_team(request: ApiRequest, team_id: str) -> dict[str, Any]:
    """Return a team that the user owns or has joined."""
    return team_dict(team_or_404(request.auth, team_id), request.auth)


@router.get("/teams/{team_id}/access", summary="List a team's access")
def list_team_organizations(request: ApiRequest, team_id: str) -> dict[str, Any]:
    """List the organizations to which a team contributes, with what it may do there."""
    team = team_or_404(request.auth, team_id)
    query = ListQuery.parse(request.GET, fields=ACCESS_FIELDS, searched=list(ACCESS_FIELDS))
    grants = AccessGrant.objects.accepted().filter(team=team, organization__deleted_at=None)
    return paginate_queryset(
        query,
        grants.select_related("organization__owner", "organization__connection"),
        lambda grant: organization_assignment_dict(grant, request.auth),
    )
