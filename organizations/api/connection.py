"""The connection of an organization in the Portal API."""

from typing import Any

from ninja import Router

from accounts.api.auth import ApiRequest, PortalBearer
from accounts.models import User
from lib import rate_limit
from lib.api.describe import ErrorCase, describe
from organizations.access import get_organization_or_404
from organizations.api import connection_schemas as schemas
from organizations.connections import abilities, changing
from organizations.connections.clients import grant_of
from organizations.models import Connection
from organizations.permissions import Can

router = Router(auth=PortalBearer(), tags=["Connections"])
NOTHING_TO_TEST = ErrorCase(400, "ValidationFailure", "There is nothing to test.")
PATH = "/organizations/{organization_id}/connection"


@router.get(PATH, response=schemas.Connection, summary="Get the connection")
def get_connection(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Return how the portal gets tokens for an organization, whether it works, and what it can do."""
    organization = get_organization_or_404(request.auth, organization_id)
    return _to_dict(organization.connection, request.auth)


@router.post(
    f"{PATH}/test",
    response=schemas.Connection,
    summary="Test the connection",
    openapi_extra=describe(NOTHING_TO_TEST),
)
def test_connection(request: ApiRequest, organization_id: str) -> dict[str, Any]:
    """Test the stored credentials, and return the connection with what was found; 400 on the emulator."""
    organization = get_organization_or_404(request.auth, organization_id, Can.CONNECT)
    rate_limit.hit(request, "connection_test")
    changing.retest(organization.connection, by=request.auth)
    return _to_dict(organization.connection, request.auth)


def _to_dict(connection: Connection, user: User) -> dict[str, Any]:
    manages = user.has_perm(Can.CONNECT, connection.organization)
    shown = connection if manages else Connection(organization=connection.organization)
    return {
        "Type": connection.type,
        "Status": connection.status,
        "Abilities": [
            {"Action": ability.action, "Available": ability.available, "Note": ability.note or None}
            for ability in abilities.of(grant_of(connection).capabilities)
        ],
        "ClientID": shown.client_id or None,
        "BaseUrl": shown.base_url or None,
        "Failure": shown.failure or None,
        "FailingSince": shown.failing_since,
        "DateTested": shown.tested_at,
        "TestedBy": str(shown.tested_by) if shown.tested_by else None,
        "Test": [_line_dict(line) for line in shown.test_lines],
    }


def _line_dict(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "Level": line["level"],
        "Text": line["text"],
        "Remedy": line["remedy"] or None,
        "Milliseconds": line["milliseconds"],
    }
