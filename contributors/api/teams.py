"""Teams in the Portal API."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer, SignInBearer, SignInRequest
from accounts.api.confirmation import CONFIRMATION_REQUIRED, confirmed
from accounts.api.users import visible_owner_email
from accounts.models import User
from contributors.api import schemas
from contributors.api.preconditions import lock_team
from contributors.api.shapes import organization_assignment_dict, team_dict
from contributors.models import AccessGrant, Team
from contributors.team_permissions import joined_filter, team_or_404
from contributors.teams import changing, creation, deletion, ownership
from contributors.teams.permissions import require_owner
from lib import rate_limit
from lib.api import conditional
from lib.api.describe import describe, list_parameters
from lib.api.errors import ApiError
from lib.api.page import ListPage
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


def with_visible_email(user: User) -> QuerySet[Team]:
    """Return all teams; only the owner can search for the owner's email."""
    return Team.objects.select_related("owner").alias(visible_email=visible_owner_email(user))


@router.get(
    "/teams",
    response=ListPage[schemas.Team],
    summary="List my teams",
    openapi_extra=describe(parameters=list_parameters(FIELDS, SEARCHED)),
)
def list_teams(request: ApiRequest) -> dict[str, Any]:
    """List the teams that the user owns or has joined."""
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCHED)
    mine = with_visible_email(request.auth).filter(joined_filter(request.auth))
    return paginate_queryset(query, mine, lambda team: team_dict(team, request.auth))


@router.get(
    "/teams/globalsearch",
    response=ListPage[schemas.Team],
    summary="Search teams",
    openapi_extra=describe(parameters=list_parameters(FIELDS, ("Id", "Name"))),
)
def search_teams(request: ApiRequest) -> dict[str, Any]:
    """List all teams that can be found by everyone, by ID and name."""
    rate_limit.hit(request, "search")
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=("Id", "Name"))
    found = with_visible_email(request.auth).filter(exclude_from_search=False)
    return paginate_queryset(query, found, lambda team: team_dict(team, request.auth))


@router.get("/teams/{team_id}", response=schemas.Team, summary="Get a team")
def get_team(request: ApiRequest, team_id: str) -> dict[str, Any]:
    """Return a team that the user owns or has joined."""
    return team_dict(team_or_404(request.auth, team_id), request.auth)


@router.put("/teams/{team_id}", response=schemas.Team, summary="Save a team")
@conditional.write(lock_team)
def save_team(request: ApiRequest, team_id: str, body: schemas.TeamRequest) -> dict[str, Any]:
    """Change a team as one of its admins, or create one under a free ID, which every user may do."""
    try:
        team = team_or_404(request.auth, team_id)
    except Http404:
        excluded = bool(body.ExcludeFromSearch)
        team = creation.create(body.Name, owner=request.auth, id=team_id, exclude_from_search=excluded)
        return team_dict(team, request.auth)
    conditional.require_absent(request)
    with transaction.atomic():
        changing.rename(team, body.Name, by=request.auth)
        if body.ExcludeFromSearch is not None:
            changing.set_excluded_from_search(team, body.ExcludeFromSearch, by=request.auth)
    return team_dict(team, request.auth)


@router.delete(
    "/teams/{team_id}",
    auth=SignInBearer(),
    response={204: None},
    summary="Delete a team",
    openapi_extra=describe(CONFIRMATION_REQUIRED),
)
@conditional.write(lock_team)
def delete_team(request: SignInRequest, team_id: str) -> Status[None]:
    """Delete a team, using a code that this sign-in confirmed within the last ten minutes."""
    team = team_or_404(request.auth, team_id)
    require_owner(request.auth, team)
    with confirmed(request, "delete"):
        deletion.delete(team, by=request.auth)
    return Status(204, None)


@router.post("/teams/{team_id}/transfer", response={204: None}, summary="Transfer a team")
def transfer_team(request: ApiRequest, team_id: str, body: schemas.TeamTransfer) -> Status[None]:
    """Make a member the owner of a team; the former owner stays as an admin."""
    team = team_or_404(request.auth, team_id)
    require_owner(request.auth, team)
    to = User.objects.by_username(body.Username).first()
    if to is None:
        raise ApiError(
            400,
            "ValidationFailure",
            f"{body.Username} isn't a member of team {team}.",
            {"Username": body.Username},
        )
    ownership.transfer(team, to, by=request.auth)
    return Status(204, None)


@router.get(
    "/teams/{team_id}/access",
    response=ListPage[schemas.OrgAssignment],
    summary="List a team's access",
    openapi_extra=describe(parameters=list_parameters(ACCESS_FIELDS, ACCESS_FIELDS)),
)
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
