"""Tokens of organizations in the Portal API."""

from typing import Any

from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from contributors.api import schemas
from contributors.api.connection_errors import OF_CLIENT, OF_CONNECTION, OF_USER
from contributors.impersonation.tokens import give_seller_token, give_user_token
from lib import clock
from lib.api.describe import ErrorCase, describe
from lib.query_string import parameter
from organizations.access import get_organization_or_404
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Contributors"])
INCOMPLETE_USER = ErrorCase(
    400,
    "Impersonation.IncompleteUser",
    "Name both clientid and username, or neither of them for the seller organization.",
)


@router.get(
    "/organizations/{organization_id}/token",
    auth=PortalBearer(gives_write_access=True),
    response=schemas.OrderCloudTokenResponse,
    summary="Get a token of an organization",
    openapi_extra=describe(
        *OF_CONNECTION,
        *OF_CLIENT,
        *OF_USER,
        INCOMPLETE_USER,
        parameters=[
            {
                "in": "query",
                "name": "clientid",
                "description": "The API client through which the token acts as `username`.",
                "schema": {"type": "string"},
            },
            {
                "in": "query",
                "name": "username",
                "description": "The user of OrderCloud that the token acts as; both or neither.",
                "schema": {"type": "string"},
            },
        ],
    ),
)
def get_organization_token(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return a token of the seller organization, or of one of its users through an API client.

    The first has exactly the API roles of the caller; the second those of them that the user has too.
    """
    organization = get_organization_or_404(request.auth, organization_id, Can.CALL_API)
    client_id, username = parameter(request.GET, "clientid"), parameter(request.GET, "username")
    if bool(client_id) != bool(username):
        raise INCOMPLETE_USER.exception()
    if username:
        given = give_user_token(organization, client_id=client_id, username=username, by=request.auth)
    else:
        given = give_seller_token(organization, by=request.auth)
    return {
        "access_token": given.token.access_token,
        "refresh_token": None,
        "token_type": "bearer",
        "expires_in": int(given.token.expires_at - clock.timestamp()),
        "coreuser_roles": list(given.user.roles) if given.user else [],
        "portaluser_roles": list(given.own_roles),
        "granted_roles": list(given.token.roles),
    }
