"""Models of access grants and teams."""

from contributors.models.access import AccessGrant
from contributors.models.team import Team, TeamMember

__all__ = ["AccessGrant", "Team", "TeamMember"]
