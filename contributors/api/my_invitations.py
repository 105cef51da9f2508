"""Invitations of the signed-in user, and of the teams that they administer, in the Portal API."""

from typing import Any

from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.api import schemas
from contributors.api.shapes import organization_assignment_dict, team_dict
from contributors.invitations.pending import pending_for, pending_for_teams_of, pending_teams_for
from organizations.api import schemas as organizations
from organizations.api.organizations import serialize as organization_dict

router = Router(auth=PortalBearer(), tags=["Invitations"])


@router.get(
    "/me/orginvites",
    response=list[organizations.Organization],
    summary="List my invitations to organizations",
)
def list_organization_invitations(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the organizations that invited the user and wait for the response."""
    found = pending_for(request.auth).select_related("organization__owner", "organization__connection")
    # Both the account and its address may be invited.
    inviting = {invitation.organization_id: invitation.organization for invitation in found}
    return [organization_dict(organization, request.auth) for organization in inviting.values()]


@router.get("/me/teaminvites", response=list[schemas.Team], summary="List my invitations to teams")
def list_team_invitations(request: ApiRequest) -> list[dict[str, Any]]:
    """Return the teams that invited the user and wait for the response."""
    found = pending_teams_for(request.auth).select_related("team__owner")
    teams = {invitation.team_id: invitation.team for invitation in found}
    return [team_dict(team, request.auth) for team in teams.values()]


@router.get(
    "/me/orgteaminvites",
    response=list[schemas.OrgTeamInvitation],
    summary="List invitations of my teams to organizations",
)
def list_invitations_of_teams(request: ApiRequest) -> list[dict[str, Any]]:
    """Return what organizations offer the teams that the user administers."""
    found = pending_for_teams_of(request.auth).select_related(
        "organization__owner", "organization__connection", "team__owner"
    )
    return [
        {
            **organization_assignment_dict(invitation, request.auth),
            "Team": team_dict(invitation.team, request.auth) if invitation.team else None,
        }
        for invitation in found
    ]
