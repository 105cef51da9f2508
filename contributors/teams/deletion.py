"""Deletion of teams, with everything that they gave."""

from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from contributors.effective_access import clear_access_cache
from contributors.grants.changing import holder_name
from contributors.grants.notices import name_of, notify_owner
from contributors.invitations.rows import lock_team
from contributors.models import AccessGrant, Team, TeamMember
from contributors.teams.members import revoke_tokens_of
from contributors.teams.notices import tell_users
from contributors.teams.permissions import require_owner


def delete(team: Team, *, by: Actor) -> None:
    """Delete a team. Its members lose what it gave them, and the tokens that they got by it end.

    Raises:
        PermissionDenied: for everyone but the owner and operators.
        ValidationError: if it was deleted already.
    """
    with transaction.atomic():
        row = lock_team(team)
        require_owner(by, row)
        members = TeamMember.objects.accepted().filter(team=row).select_related("user")
        users = [member.user for member in members if member.user]
        revoke_tokens_of(row, [user.pk for user in users])
        audit_log.record(Event.TEAM_DELETED, by=by, target=row, team=row.name, members=len(users))
        tell_users(users, row, f"{name_of(by)} deleted team {row}.", by=by)
        _tell_organizations(row, by)
        Team.objects.filter(pk=row.pk).delete()
        clear_access_cache()


def _tell_organizations(team: Team, by: Actor) -> None:
    """Write to the audit log of each organization that the team no longer contributes, and tell its owner."""
    grants = AccessGrant.objects.accepted().filter(team=team, organization__deleted_at=None)
    for grant in grants.select_related("team", "organization__owner"):
        audit_log.record(
            Event.CONTRIBUTOR_REMOVED,
            by=by,
            target=team,
            organization=grant.organization_id,
            contributor=holder_name(grant),
        )
        notify_owner(grant.organization, f"{name_of(by)} deleted team {team}, which contributed.", by=by)
