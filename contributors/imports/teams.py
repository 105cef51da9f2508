"""Import of teams and their members, who are in effect immediately."""

from django.core.exceptions import ValidationError

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.operators import user_of
from contributors.effective_access import clear_access_cache
from contributors.imports.lines import Record
from contributors.imports.options import Options
from contributors.imports.people import person_in, person_named
from contributors.imports.results import Outcome, Result
from contributors.models import Team, TeamMember
from contributors.teams.creation import create
from contributors.teams.notices import tell_member
from lib import clock

KEPT = "Has another role in the team now, which stays. Use --update to change it."


def import_team(record: Record, options: Options) -> Result:
    """Create a team, or find that it exists. Raises `ValidationError` for values that it can't have."""
    team_id = record.text("ID", required=True)
    name = record.text("Name") or team_id
    owner = person_named(record.text("Owner", required=True))
    excluded = record.flag("ExcludeFromSearch")
    record.require_all_read()
    existing = Team.objects.filter(pk__iexact=team_id).first()
    if existing is None:
        create(name, owner=owner, by=options.by, id=team_id, exclude_from_search=excluded)
        return Result(Outcome.CREATED, team_id)
    if existing.owner_id != owner.pk:
        raise ValidationError(f"Team {existing.pk} exists and has another owner.")
    return Result(Outcome.UNCHANGED, existing.pk)


def import_member(record: Record, options: Options) -> Result:
    """Make someone a member of a team, or find that they are one.

    Raises:
        ValidationError: for an unknown team or person.
    """
    team = team_named(record.text("Team", "TeamID", required=True))
    user = person_in(record)
    is_admin = record.flag("IsAdmin", "Admin")
    record.require_all_read()
    subject = f"{user.username or user.email} in team {team.pk}"
    rows = TeamMember.objects.select_for_update().filter(team=team, user=user)
    member = rows.first() or TeamMember(team=team, user=user, invited_by=user_of(options.by))
    is_new = not member.is_accepted
    if team.owner_id == user.pk or (not is_new and member.is_admin == is_admin):
        return Result(Outcome.UNCHANGED, subject)
    if not is_new and not options.update:
        return Result(Outcome.KEPT, subject, KEPT)
    member.is_admin, member.accepted_at = is_admin, member.accepted_at or clock.now()
    member.expires_at, member.token_digest = None, ""
    member.save()
    clear_access_cache()
    audit_log.record(
        Event.TEAM_MEMBER_CHANGED,
        by=options.by,
        target=team,
        member=str(user),
        team=team.name,
        admin=is_admin,
    )
    if options.notify:
        did = f"added you to team {team}." if is_new else f"changed your role in team {team}."
        tell_member(member, did, by=options.by)
    return Result(Outcome.CREATED if is_new else Outcome.UPDATED, subject)


def team_named(team_id: str) -> Team:
    """Return the team with that ID. Raises `ValidationError` if there is none."""
    team = Team.objects.filter(pk__iexact=team_id).select_related("owner").first()
    if team is None:
        raise ValidationError(f"There is no team {team_id[:100]}.")
    return team
