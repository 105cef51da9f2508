"""OrderCloud clients and tokens for an organization, from its connection."""

from datetime import UTC, datetime

from django.conf import settings

from environments.api_client_grant import ApiClientGrant
from environments.grants import EmulatorGrant, Grant, NoGrant, UserContext
from environments.hosted_portal.grant import HostedPortalGrant
from environments.ordercloud.client import Client
from environments.ordercloud.limiter import Limiter
from environments.roles import FULL_ACCESS
from environments.token_cache import TokenCache, TokenProvider
from environments.token_requests import Token
from lib.encryption import cipher
from organizations.connections import addresses
from organizations.connections.accounts import account_of
from organizations.connections.monitoring import MonitoredGrant
from organizations.connections.shared_redis import shared_redis
from organizations.models import Connection, Organization


def token_grant_for(organization: Organization) -> Grant:
    """Return the grant with which the organization's connection obtains tokens."""
    connection = organization.connection
    grant = grant_of(connection)
    has_credentials = not isinstance(grant, EmulatorGrant | NoGrant)
    return MonitoredGrant(grant, connection) if has_credentials else grant


def grant_of(connection: Connection) -> Grant:
    """Return the grant of a connection, saved or not, of which nothing is recorded."""
    organization = connection.organization
    if connection.status == Connection.Status.DISCONNECTED:
        return NoGrant(connection.endpoint, connection.failure)
    if refusal := addresses.refusal(connection):
        return NoGrant(connection.endpoint, refusal)
    if connection.type == Connection.Type.API_CLIENT:
        return ApiClientGrant(connection.endpoint, connection.client_id, connection.secret)
    if connection.type == Connection.Type.HOSTED_PORTAL:
        return HostedPortalGrant(connection.endpoint, organization.pk, account_of(connection))
    return EmulatorGrant(connection.endpoint, organization.pk, settings.EMULATOR_KEY)


def grantable_roles(organization: Organization, roles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the roles to request where the portal itself needs `roles`.

    A connection that cannot request fewer roles than it has gets all of them.
    """
    return roles if token_grant_for(organization).capabilities.limits_roles else (FULL_ACCESS,)


def client_for(
    organization: Organization,
    roles: tuple[str, ...],
    context: UserContext | None = None,
    *,
    platform: bool = False,
    limiter: Limiter | None = None,
    retry_budget: float = 60.0,
    timeout: tuple[float, float] | None = None,
) -> Client:
    """Return a client that calls OrderCloud with a token for `roles`, fetched at the first call.

    Args:
        context: the user to act as; None for the seller organization itself.
        platform: whether to request the platform's own token, which a restore needs.
        limiter: the rate limiter that all clients of the organization share.
        retry_budget: seconds that one call may wait for its retries; 0 calls once.
        timeout: seconds to connect and to wait for a response, unless the settings decide.
    """
    source = _token_provider(organization, roles, context, platform)
    timeout = timeout or (3.05, settings.ORDERCLOUD_TIMEOUT)
    return Client(organization.endpoint, source, limiter=limiter, timeout=timeout, retry_budget=retry_budget)


def token_expires_at(
    organization: Organization, roles: tuple[str, ...], context: UserContext | None = None
) -> datetime | None:
    """Return when the token expires that the next call with `roles` uses; None when it gets a new one.

    It reads what is stored and calls no one.
    """
    token = _token_provider(organization, roles, context).stored
    return datetime.fromtimestamp(token.expires_at, UTC) if token else None


def forget_tokens(organization: Organization) -> None:
    """Drop the cached tokens of the organization; the next call gets a new one."""
    TokenCache(shared_redis(), cipher()).forget(_cache_key(organization))


def _token_provider(
    organization: Organization, roles: tuple[str, ...], context: UserContext | None, platform: bool = False
) -> TokenProvider:
    cache, grant = TokenCache(shared_redis(), cipher()), token_grant_for(organization)
    return cache.provider(_cache_key(organization), grant, tuple(roles), context, platform)


def _cache_key(organization: Organization) -> str:
    """Return the key of an organization's tokens; those of earlier credentials have another one."""
    return f"{organization.pk}:{organization.connection.version}"


def token_for(
    organization: Organization, roles: tuple[str, ...], context: UserContext | None = None
) -> Token:
    """Return a new token with exactly `roles`, for a client that calls OrderCloud itself."""
    return token_grant_for(organization).fetch(tuple(roles), context)
