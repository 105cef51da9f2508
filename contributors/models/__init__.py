"""Who contributes to an organization, as rows. Django looks for models here."""

from contributors.models.access import Access
from contributors.models.team import Team, TeamMember

__all__ = ["Access", "Team", "TeamMember"]
