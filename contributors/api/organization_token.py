"""Tokens of organizations in the Portal API."""

from typing import Any

from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.effective_access import effective_access
from contributors.token_revocation import record_issued
from lib import clock
from lib.api.errors import ApiError
from organizations.access import get_organization_or_404
from organizations.connections.clients import token_for
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])


@router.get("/organizations/{organization_id}/token", summary="Get a token of an organization")
def get_token(
    request: ApiRequest, organization_id: str, clientid: str = "", username: str = ""
) -> dict[str, Any]:
    """Return a token of the seller organization with exactly the user's API roles there."""
    organization = get_organization_or_404(request.auth, organization_id, Can.CALL_API)
    if clientid or username:
        raise ApiError(
            400, "Impersonation.NotAvailable", "Tokens are given for the seller organization only."
        )
    roles = effective_access(request.auth, organization).roles
    token = token_for(organization, roles)
    record_issued(organization, request.auth, token)
    return {
        "access_token": token.access_token,
        "refresh_token": None,
        "token_type": "bearer",
        "expires_in": int(token.expires_at - clock.timestamp()),
        "coreuser_roles": [],
        "portaluser_roles": list(roles),
        "granted_roles": list(token.roles),
    }
