"""Changes of teams and of who administers them."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import Actor
from contributors.invitations.rows import lock_team, require_team_admin
from contributors.models import Team, TeamMember
from contributors.teams import names
from contributors.teams.notices import tell_member


def rename(team: Team, name: str, *, by: Actor) -> None:
    """Rename a team; the same name changes nothing.

    Raises:
        PermissionDenied: for everyone but its admins and operators.
        ValidationError: for `name`, and if the team was deleted.
    """
    name = names.clean_name(name)
    _update(team, by=by, name=name)


def set_excluded_from_search(team: Team, excluded: bool, *, by: Actor) -> None:
    """Exclude a team from the search for teams to invite, or include it again.

    Raises:
        PermissionDenied: for everyone but its admins and operators.
        ValidationError: if the team was deleted.
    """
    _update(team, by=by, exclude_from_search=excluded)


def set_admin(member: TeamMember, is_admin: bool, *, by: Actor) -> None:
    """Make a member, also an invited one, an admin of the team, or no longer.

    Raises:
        PermissionDenied: for everyone but admins of the team and operators.
        ValidationError: for the owner, who is always an admin, and if the member is gone.
    """
    with transaction.atomic():
        team = lock_team(member.team)
        require_team_admin(by, team)
        row = locked_member(member)
        if row.user_id == team.owner_id and not is_admin:
            raise ValidationError(f"{row.user} owns team {team}, so they are always an admin.")
        if row.is_admin == is_admin:
            return
        row.is_admin = is_admin
        row.save(update_fields=["is_admin"])
        name = str(row.user or row.email)
        audit_log.record(
            Event.TEAM_MEMBER_CHANGED, by=by, target=team, member=name, team=team.name, admin=is_admin
        )
        if row.is_accepted:
            did = "made you an admin of" if is_admin else "removed you as an admin of"
            tell_member(row, f"{did} team {team}.", by=by)


def locked_member(member: TeamMember) -> TeamMember:
    """Lock a membership until the transaction ends, and return it as it is now.

    Raises:
        ValidationError: if it was removed.
    """
    rows = TeamMember.objects.select_for_update(of=("self",)).filter(pk=member.pk)
    row = rows.select_related("user", "team__owner").first()
    if row is None:
        raise ValidationError(f"{member.user or member.email} is no longer in team {member.team}.")
    return row


def _update(team: Team, *, by: Actor, **fields: object) -> None:
    with transaction.atomic():
        row = lock_team(team)
        require_team_admin(by, row)
        changes = {field: value for field, value in fields.items() if getattr(row, field) != value}
        if not changes:
            return
        before = row.name
        for field, value in changes.items():
            setattr(row, field, value)
        row.save(update_fields=list(changes))
        audit_log.record(Event.TEAM_UPDATED, by=by, target=row, team=before, **changes)  # type: ignore[arg-type]
    for field, value in changes.items():
        setattr(team, field, value)
