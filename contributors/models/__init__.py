"""Models of access grants and teams."""

from contributors.models.access import AccessGrant
from contributors.models.issued_token import IssuedToken
from contributors.models.policy import AccessPolicy, AccessPreset, CustomRole
from contributors.models.team import Team, TeamMember

__all__ = ["AccessGrant", "AccessPolicy", "AccessPreset", "CustomRole", "IssuedToken", "Team", "TeamMember"]
