"""Creation of teams, which every user may do."""

from django.db import IntegrityError, transaction

from accounts.audit import log as audit_log
from accounts.audit.events import Event
from accounts.models import User
from accounts.operators import Actor
from contributors.models import Team, TeamMember
from contributors.models.team import new_team_id
from contributors.teams import names
from lib import clock


def create(
    name: str,
    *,
    owner: User,
    by: Actor | None = None,
    id: str | None = None,
    exclude_from_search: bool = False,
) -> Team:
    """Create a team that `owner` owns, and of which they are an admin.

    Args:
        by: who creates it, for the audit log; the owner by default.
        id: generated when empty.

    Raises:
        ValidationError: for `name` or `id`.
    """
    name = names.clean_name(name)
    if id:
        names.validate_id(id)
    try:
        with transaction.atomic():
            team = Team.objects.create(
                id=id or new_team_id(), name=name, owner=owner, exclude_from_search=exclude_from_search
            )
            TeamMember.objects.create(team=team, user=owner, is_admin=True, accepted_at=clock.now())
            audit_log.record(Event.TEAM_CREATED, by=by or owner, target=team, team=team.name)
    except IntegrityError as error:
        raise names.taken() from error
    return team
