"""Access to organizations in the Portal API."""

from ninja import Router

from contributors.api.access import router as access
from contributors.api.contributors import router as contributors
from contributors.api.my_invitations import router as my_invitations
from contributors.api.organization_token import router as organization_token
from contributors.api.team_members import router as team_members
from contributors.api.teams import router as teams
from contributors.api.transfer import router as transfer

router = Router()
for part in (organization_token, transfer, contributors, access, my_invitations, teams, team_members):
    router.add_router("", part)
