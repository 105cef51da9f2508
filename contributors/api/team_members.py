"""Members of teams in the Portal API."""

from typing import Any

from django.db.models import QuerySet
from ninja import Router, Status

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from contributors.api import schemas
from contributors.api.preconditions import lock_team
from contributors.api.shapes import member_dict
from contributors.invitations.response import decline
from contributors.invitations.rows import require_team_admin
from contributors.invitations.sending import invite_member, revoke
from contributors.models import Team, TeamMember
from contributors.models.invitation_mixin import InvitationQuerySet
from contributors.team_permissions import team_or_404
from contributors.teams.changing import set_admin
from contributors.teams.members import leave, remove
from lib.api import conditional
from lib.api.describe import ErrorCase, describe, list_parameters
from lib.api.errors import ApiError, not_found
from lib.api.page import ListPage
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


IS_OWNER = ErrorCase(400, "Team.IsOwner", "Dana Hartwell owns team Night shift. Transfer the team first.")


@router.get(
    "/teams/{team_id}/members",
    response=ListPage[schemas.TeamMember],
    summary="List members of a team",
    openapi_extra=describe(parameters=list_parameters(FIELDS, SEARCHED)),
)
def list_members(request: ApiRequest, team_id: str) -> dict[str, Any]:
    """List the members of a team who accepted, and its owner where they are one."""
    query = ListQuery.parse(request.GET, fields=FIELDS, searched=SEARCHED)
    members = all_members_of(team_or_404(request.auth, team_id)).accepted()
    return paginate_queryset(query, members, member_dict)


@router.post("/teams/{team_id}/members", response={201: schemas.TeamMember}, summary="Invite a member")
def invite_to_team(
    request: ApiRequest, team_id: str, body: schemas.InviteUsernameRequest
) -> Status[dict[str, Any]]:
    """Invite a user, who becomes a member by accepting."""
    team = team_or_404(request.auth, team_id)
    require_team_admin(request.auth, team)
    user = User.objects.by_username(body.Username).filter(is_active=True).first()
    if user is None:
        raise ApiError(
            400,
            "ValidationFailure",
            f"No one has the username {body.Username}.",
            {"Username": body.Username},
        )
    return Status(201, member_dict(invite_member(team, user, is_admin=False, by=request.auth)))


@router.get(
    "/teams/{team_id}/members/{username}", response=schemas.TeamMember, summary="Get a member of a team"
)
def get_member(request: ApiRequest, team_id: str, username: str) -> dict[str, Any]:
    """Return a member of a team who accepted."""
    members = all_members_of(team_or_404(request.auth, team_id)).accepted()
    return member_dict(member_or_404(members, username))


@router.put(
    "/teams/{team_id}/members/{username}", response=schemas.TeamMember, summary="Save a member of a team"
)
@conditional.write(lock_team)
def save_member(
    request: ApiRequest, team_id: str, username: str, body: schemas.TeamMemberRequest
) -> dict[str, Any]:
    """Make a member, also one who has not accepted yet, an admin of the team, or no longer."""
    team = team_or_404(request.auth, team_id)
    require_team_admin(request.auth, team)
    member = member_or_404(all_members_of(team), username)
    if body.IsAdmin is not None:
        set_admin(member, body.IsAdmin, by=request.auth)
        member.refresh_from_db(fields=["is_admin"])
    return member_dict(member)


@router.delete(
    "/teams/{team_id}/members/{username}",
    response={204: None},
    summary="Remove a member of a team",
    openapi_extra=describe(IS_OWNER),
)
@conditional.write(lock_team)
def delete_member(request: ApiRequest, team_id: str, username: str) -> Status[None]:
    """Remove a member, or revoke the invitation. Members leave, or decline, by themselves."""
    if (request.auth.username or "").lower() == username.lower():
        _leave(request.auth, team_id, username)
        return Status(204, None)
    team = team_or_404(request.auth, team_id)
    require_team_admin(request.auth, team)
    member = member_or_404(all_members_of(team), username)
    if member.user_id == team.owner_id:
        raise ApiError(400, "Team.IsOwner", f"{member.user} owns team {team}. Transfer the team first.")
    if member.is_accepted:
        remove(member, by=request.auth)
    else:
        revoke(member, by=request.auth)
    return Status(204, None)


def _leave(user: User, team_id: str, username: str) -> None:
    """Let `user` leave a team, or decline its invitation before which they can't see it."""
    own = TeamMember.objects.filter(team__pk__iexact=team_id, user=user).select_related("team__owner").first()
    if own and not own.is_accepted:
        decline(own, by=user)
        return
    team = team_or_404(user, team_id)
    if team.owner_id == user.pk:
        raise ApiError(400, "Team.IsOwner", "The owner can't leave. Transfer the team first.")
    leave(team, by=user)


def all_members_of(team: Team) -> InvitationQuerySet[TeamMember]:
    """Return the members, also those who are invited by account."""
    rows = TeamMember.objects.filter(team=team, user__isnull=False)
    return rows.select_related("user", "team__owner")


def member_or_404(members: QuerySet[TeamMember], username: str) -> TeamMember:
    """Return the member with that username, in any case of letters."""
    member = members.filter(user__username__iexact=username).first()
    if member is None:
        raise not_found("User", username)
    return member
