"""What only the owner of a team may do."""

from django.core.exceptions import PermissionDenied

from accounts.operators import Actor, Operator
from contributors.invitations.rows import TeamPermissionDenied
from contributors.models import Team


class TeamOwnerRequired(TeamPermissionDenied):
    """The message says who owns the team."""

    def __init__(self, team: Team):
        PermissionDenied.__init__(
            self, f"Only the owner of team {team} can do that. Its owner is {team.owner}."
        )


def require_owner(by: Actor, team: Team) -> None:
    """Raise `TeamOwnerRequired` unless `by` owns the team; operators may."""
    if not isinstance(by, Operator) and team.owner_id != by.pk:
        raise TeamOwnerRequired(team)
