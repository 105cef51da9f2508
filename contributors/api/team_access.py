"""Access of teams to an organization in the Portal API."""

from typing import Any

from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.access_settings import AccessSettings
from contributors.api import schemas
from contributors.api.assignments import NOT_GRANTABLE, OrgAssignmentRequest
from contributors.api.shapes import team_assignment_dict
from contributors.grants.changing import change
from contributors.grants.team_leaving import leave_for_team
from contributors.invitations.ending import end
from contributors.invitations.response import decline
from contributors.invitations.sending import invite
from contributors.models import AccessGrant, Team
from contributors.team_permissions import administers
from lib.api import conditional
from lib.api.describe import describe, list_parameters
from lib.api.errors import not_found
from lib.api.page import ListPage
from lib.api.pagination import ListQuery, paginate_queryset
from organizations.access import get_organization_or_404
from organizations.api.preconditions import lock_organization
from organizations.models import Organization
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])

FIELDS = {"Id": "team__pk", "Name": "team__name"}


@router.get(
    "/organizations/{organization_id}/access/teams",
    response=ListPage[schemas.TeamAssignment],
    summary="List access of teams",
    openapi_extra=describe(parameters=list_parameters(FIELDS, FIELDS)),
)
def list_team_access(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """List the access of teams with the invitations."""
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=list(FIELDS))
    grants = AccessGrant.objects.filter(organization=organization, team__isnull=False)
    return paginate_queryset(
        query, grants.select_related("team__owner"), lambda grant: team_assignment_dict(grant, request.auth)
    )


# The vendor's API has the list only. A conditional write is compared with this.
@router.get(
    "/organizations/{organization_id}/access/teams/{team_id}",
    response=schemas.TeamAssignment,
    summary="Get a team's access",
)
def get_team_access(request: ApiRequest, organization_id: str, team_id: str) -> dict[str, Any]:
    """Return the access of a team, or the invitation."""
    get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    grant = _grant_of(organization_id, team_id)
    if grant is None:
        raise not_found("Team", team_id)
    return team_assignment_dict(grant, request.auth)


@router.put(
    "/organizations/{organization_id}/access/teams/{team_id}",
    response={204: None},
    summary="Save a team's access",
    openapi_extra=describe(NOT_GRANTABLE),
)
@conditional.write(lock_organization)
def save_team_access(
    request: ApiRequest, organization_id: str, team_id: str, body: OrgAssignmentRequest
) -> Status[None]:
    """Change the access of a team, accepted or not, or invite one that has none.

    Members that the body lacks stay as they are.
    """
    organization = get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    team = Team.objects.filter(pk__iexact=team_id).select_related("owner").first()
    grant = AccessGrant.objects.filter(organization=organization, team=team).first() if team else None
    if team is None:
        raise not_found("Team", team_id)
    if grant and not grant.is_expired:
        change(grant, body.wanted(organization, AccessSettings.of(grant)), by=request.auth)
    else:
        invite(organization, team, body.wanted(organization), by=request.auth)
    return Status(204, None)


@router.delete(
    "/organizations/{organization_id}/access/teams/{team_id}",
    response={204: None},
    summary="Remove a team's access",
)
@conditional.write(lock_organization)
def delete_team_access(request: ApiRequest, organization_id: str, team_id: str) -> Status[None]:
    """Remove the access of a team, or revoke the invitation. Admins of the team leave, or decline, for it."""
    grant = _grant_of(organization_id, team_id)
    if grant and grant.team and administers(request.auth, grant.team):
        if grant.is_accepted:
            leave_for_team(grant, by=request.auth)
        else:
            decline(grant, by=request.auth)
        return Status(204, None)
    get_organization_or_404(request.auth, organization_id, Can.MANAGE)
    if grant is None:
        raise not_found("Team", team_id)
    end(grant, by=request.auth)
    return Status(204, None)


def _grant_of(organization_id: str, team_id: str) -> AccessGrant | None:
    organization = Organization.objects.active().filter(pk__iexact=organization_id).first()
    grants = AccessGrant.objects.filter(organization=organization, team__pk__iexact=team_id)
    return grants.select_related("team__owner", "organization__owner").first() if organization else None
