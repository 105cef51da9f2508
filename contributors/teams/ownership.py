"""Transfer of teams."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.locking import require_active
from accounts.models import User
from accounts.operators import Actor
from contributors.grants.notices import name_of
from contributors.invitations.rows import lock_team
from contributors.models import Team, TeamMember
from contributors.teams.notices import tell_users
from contributors.teams.permissions import require_owner
from lib import clock


def transfer(team: Team, to: User, *, by: Actor) -> None:
    """Make a member the owner of a team; the former owner stays as an admin.

    Raises:
        PermissionDenied: for everyone but the owner and operators.
        ValidationError: if `to` owns it already, is no member who accepted, or can't sign in.
    """
    with transaction.atomic():
        row = lock_team(team)
        require_owner(by, row)
        former = row.owner
        if to == former:
            raise ValidationError(f"{to} owns team {row} already.")
        members = TeamMember.objects.select_for_update().filter(team=row)
        if not members.filter(user=to, accepted_at__isnull=False).exists():
            raise ValidationError(f"{to} isn't a member of team {row}.")
        require_active(to)
        row.owner = to
        row.save(update_fields=["owner"])
        members.filter(user=to).update(is_admin=True)
        TeamMember.objects.update_or_create(
            team=row,
            user=former,
            defaults={"is_admin": True},
            create_defaults={"is_admin": True, "accepted_at": clock.now()},
        )
        audit_log.record(
            Event.TEAM_TRANSFERRED,
            by=by,
            target=row,
            team=row.name,
            new_owner=str(to),
            former_owner=str(former),
        )
        tell_users([to, former], row, f"{name_of(by)} transferred team {row} to {to}.", by=by)
    team.owner = to
