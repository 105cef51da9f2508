"""Access to organizations in the Portal API."""

from ninja import Router

from contributors.api.api_clients import router as api_clients
from contributors.api.contributors import router as contributors
from contributors.api.invitation_responses import router as invitation_responses
from contributors.api.my_invitations import router as my_invitations
from contributors.api.organization_token import router as organization_token
from contributors.api.team_access import router as team_access
from contributors.api.team_members import router as team_members
from contributors.api.teams import router as teams
from contributors.api.transfer import router as transfer
from contributors.api.user_access import router as user_access

router = Router()
PARTS = (
    *(organization_token, api_clients, transfer, contributors, user_access, team_access),
    *(my_invitations, invitation_responses, teams, team_members),
)
for part in PARTS:
    router.add_router("", part)
