"""Calls of the hosted Portal's API for an organization, forwarded to what is behind its connection."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from environments.grants import CannotGrant
from environments.ordercloud.errors import (
    BadRequest,
    Conflict,
    ErrorResponse,
    Forbidden,
    NotFound,
    TooManyRequests,
    data_of,
)
from environments.organization_api import EmulatorOrganizationApi, HostedOrganizationApi, OrganizationApi
from organizations.connections import addresses, refused_accounts
from organizations.connections.accounts import account_of
from organizations.connections.monitoring import reason_of
from organizations.models import Connection, Organization

API_CLIENT_REASON = (
    "An API client can't do this, because OrderCloud's API has no such operation. "
    "Connect the organization with a hosted Portal account."
)
NO_ACCESS = "The account of this connection has no access to the organization in the hosted Portal."
NOT_ADMIN = "The account of this connection isn't an admin of the organization in the hosted Portal."


class PlatformRefusal(Exception):
    """The platform refuses a call, in its own words.

    Attributes:
        status: 400, 404, 409 or 429.
        data: what the platform adds to its message, or None.
    """

    def __init__(self, error: ErrorResponse):
        super().__init__(error.reason.message)
        self.status, self.code = error.status, error.error_code
        self.data: dict[str, Any] | None = data_of(error) or None


def call(
    organization: Organization,
    method: str,
    path: str,
    *,
    query: Mapping[str, str] | None = None,
    body: Any = None,
) -> Any:
    """Return what the platform responds to a call for an organization.

    Args:
        path: relative to the organization; "" for the organization itself.

    Raises:
        CannotGrant: the connection, or the account behind it, has no such calls; the message says why.
        PlatformRefusal: the platform refuses this call.
        OrderCloudError: the platform does not respond as expected.
    """
    try:
        return _api_of(organization).call(method, path, query=query, body=body)
    except ErrorResponse as error:
        if error.refuses_credentials:
            connection = organization.connection
            refused_accounts.remember(connection, reason_of(error, connection))
        elif refusal := _refusal(error):
            raise refusal from error
        raise


def _refusal(error: ErrorResponse) -> CannotGrant | PlatformRefusal | None:
    if isinstance(error, Forbidden):
        return CannotGrant(NOT_ADMIN)
    if isinstance(error, NotFound) and data_of(error).get("ObjectType") == "Organization":
        return CannotGrant(NO_ACCESS)
    is_refusal = isinstance(error, BadRequest | NotFound | Conflict | TooManyRequests)
    return PlatformRefusal(error) if is_refusal else None


def _api_of(organization: Organization) -> OrganizationApi:
    connection = organization.connection
    if connection.type == Connection.Type.EMULATOR:
        return EmulatorOrganizationApi(settings.EMULATOR_URL, organization.pk, settings.EMULATOR_KEY)
    if connection.status == Connection.Status.DISCONNECTED:
        raise CannotGrant(connection.failure)
    if refusal := addresses.refusal(connection):
        raise CannotGrant(refusal)
    if connection.type == Connection.Type.API_CLIENT:
        raise CannotGrant(API_CLIENT_REASON)
    if refused := refused_accounts.reason(connection):
        raise CannotGrant(refused)
    return HostedOrganizationApi(account_of(connection), organization.pk)
