"""The row lock under which a conditional write of a team, or of its members, is checked."""

from accounts.api.auth import ApiRequest
from contributors.models import Team


def lock_team(request: ApiRequest, team_id: str, **path: str) -> bool:
    """Lock the team, as every change of it does, and return whether it exists."""
    return Team.objects.select_for_update().filter(pk__iexact=team_id).first() is not None
