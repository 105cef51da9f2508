"""Accepting and declining invitations in the Portal API.

Requests come without a body and without a content type.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from contributors.invitations.response import accept, decline
from contributors.invitations.rows import TeamPermissionDenied
from contributors.models import AccessGrant, TeamMember
from contributors.models.invitation_mixin import InvitationQuerySet, invites
from contributors.team_permissions import administers, team_or_404
from lib.api.describe import ErrorCase, describe
from lib.api.errors import not_found

router = Router(auth=PortalBearer(), tags=["Invitations"])
EXPIRED = ErrorCase(400, "Invitation.Expired", "This invitation has expired. Ask for a new one.")


@router.post(
    "/me/orginvites/{organization_id}/accept",
    response={204: None},
    summary="Accept an invitation to an organization",
    openapi_extra=describe(EXPIRED),
)
def accept_organization(request: ApiRequest, organization_id: str) -> Status[None]:
    """Accept what an organization offers the user, which takes effect immediately."""
    _accept(_to_organization(request.auth, organization_id), request.auth)
    return Status(204, None)


@router.post(
    "/me/orginvites/{organization_id}/decline",
    response={204: None},
    summary="Decline an invitation to an organization",
)
def decline_organization(request: ApiRequest, organization_id: str) -> Status[None]:
    """Decline an invitation, which deletes it."""
    _decline(_to_organization(request.auth, organization_id), request.auth)
    return Status(204, None)


@router.post(
    "/me/teaminvites/{team_id}/accept",
    response={204: None},
    summary="Accept an invitation to a team",
    openapi_extra=describe(EXPIRED),
)
def accept_team(request: ApiRequest, team_id: str) -> Status[None]:
    """Join a team, with the access that it has."""
    _accept(_to_team(request.auth, team_id), request.auth)
    return Status(204, None)


@router.post(
    "/me/teaminvites/{team_id}/decline", response={204: None}, summary="Decline an invitation to a team"
)
def decline_team(request: ApiRequest, team_id: str) -> Status[None]:
    """Decline an invitation, which deletes it."""
    _decline(_to_team(request.auth, team_id), request.auth)
    return Status(204, None)


@router.post(
    "/teams/{team_id}/orginvites/{organization_id}/accept",
    response={204: None},
    summary="Accept an invitation of a team",
    openapi_extra=describe(EXPIRED),
)
def accept_for_team(request: ApiRequest, team_id: str, organization_id: str) -> Status[None]:
    """Accept for a team what an organization offers it, as an admin of the team."""
    _accept(_of_team(request.auth, team_id, organization_id), request.auth)
    return Status(204, None)


@router.post(
    "/teams/{team_id}/orginvites/{organization_id}/decline",
    response={204: None},
    summary="Decline an invitation of a team",
)
def decline_for_team(request: ApiRequest, team_id: str, organization_id: str) -> Status[None]:
    """Decline for a team, as an admin of the team."""
    _decline(_of_team(request.auth, team_id, organization_id), request.auth)
    return Status(204, None)


def _to_organization(user: User, organization_id: str) -> list[AccessGrant]:
    rows = AccessGrant.objects.filter(invites(user), organization__pk__iexact=organization_id, team=None)
    waiting = rows.filter(organization__deleted_at=None).select_related("organization__owner", "invited_by")
    return _found(waiting, "Organization", organization_id)


def _to_team(user: User, team_id: str) -> list[TeamMember]:
    rows = TeamMember.objects.filter(invites(user), team__pk__iexact=team_id)
    return _found(rows.select_related("team__owner", "invited_by"), "Team", team_id)


def _of_team(user: User, team_id: str, organization_id: str) -> list[AccessGrant]:
    team = team_or_404(user, team_id)
    if not administers(user, team):
        raise TeamPermissionDenied(team)
    rows = AccessGrant.objects.filter(team=team, organization__pk__iexact=organization_id)
    waiting = rows.filter(organization__deleted_at=None).select_related("organization__owner", "invited_by")
    return _found(waiting, "Organization", organization_id)


def _found(rows: InvitationQuerySet[Any], resource: str, id: str) -> list[Any]:
    """Return the invitations that were not accepted, to the account and to its address, or raise 404."""
    # That to the account first: accepting one to the address settles it too.
    found = list(rows.filter(accepted_at=None).order_by(F("user").asc(nulls_last=True), "pk"))
    if not found:
        raise not_found(resource, id)
    return found


def _accept(invitations: list[Any], user: User) -> None:
    waiting = [invitation for invitation in invitations if not invitation.is_expired]
    if not waiting:
        raise EXPIRED.exception()
    with transaction.atomic():
        for invitation in waiting:
            accept(invitation, by=user)


def _decline(invitations: list[Any], user: User) -> None:
    with transaction.atomic():
        for invitation in invitations:
            decline(invitation, by=user)
