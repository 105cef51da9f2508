"""Members who go: removed by an admin, or by themselves. Tokens that the team gave them end."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from contributors.effective_access import clear_access_cache
from contributors.invitations.rows import lock_team, require_team_admin
from contributors.models import AccessGrant, Team, TeamMember
from contributors.teams.changing import locked_member
from contributors.teams.notices import tell_admins, tell_member
from contributors.token_revocation import revoke_tokens_on_commit


def remove(member: TeamMember, *, by: Actor) -> None:
    """Remove a member who accepted.

    Raises:
        PermissionDenied: for everyone but admins of the team and operators.
        ValidationError: for the owner, for an invitation, which is revoked, and if they are gone already.
    """
    with transaction.atomic():
        team = lock_team(member.team)
        require_team_admin(by, team)
        row = locked_member(member)
        if row.user_id == team.owner_id:
            raise ValidationError(f"{row.user} owns team {team}. Transfer the team first.")
        if row.user is None or not row.is_accepted:
            raise ValidationError(f"{row.user or row.email} hasn't accepted. Revoke the invitation instead.")
        _delete(row)
        audit_log.record(Event.TEAM_MEMBER_REMOVED, by=by, target=team, member=str(row.user), team=team.name)
        tell_member(row, f"removed you from team {team}.", by=by)


def leave(team: Team, *, by: User) -> None:
    """Remove the user's own membership. What they have by themselves or by other teams stays.

    Raises:
        ValidationError: for the owner, and for who is not a member.
    """
    with transaction.atomic():
        row = lock_team(team)
        if row.owner_id == by.pk:
            raise ValidationError("The owner can't leave. Transfer the team first.")
        member = TeamMember.objects.accepted().select_for_update().filter(team=row, user=by).first()
        if member is None:
            raise ValidationError(f"You aren't a member of team {row}.")
        _delete(member)
        audit_log.record(Event.TEAM_MEMBER_LEFT, by=by, target=row, team=row.name)
        tell_admins(row, f"{by} left team {row}.", by=by)


def revoke_tokens_of(team: Team, user_ids: list[int]) -> None:
    """End the tokens that people got of the organizations to which the team contributes."""
    grants = AccessGrant.objects.accepted().filter(team=team).select_related("organization")
    for grant in grants:
        others = [user_id for user_id in user_ids if user_id != grant.organization.owner_id]
        revoke_tokens_on_commit(grant.organization_id, others)


def _delete(member: TeamMember) -> None:
    if member.user_id:
        revoke_tokens_of(member.team, [member.user_id])
    TeamMember.objects.filter(pk=member.pk).delete()
    clear_access_cache()
