"""From an organization to a client that calls it: its connection's grant, a cached token, the right roles."""

from functools import cache

import redis
from django.conf import settings

from environments.grants import ApiClientGrant, EmulatorGrant, HostedPortalGrant, UserContext
from environments.ordercloud.client import Client
from environments.token_cache import TokenCache
from environments.token_requests import Token
from lib.encryption import cipher
from organizations.models import Connection, Organization


@cache
def shared_redis() -> redis.Redis:
    """The server that all processes share for tokens, rates and locks."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=5)


def token_grant_for(organization: Organization):
    """How tokens for `organization` are asked for, as its connection says."""
    connection = organization.connection
    if connection.type == Connection.Type.API_CLIENT:
        return ApiClientGrant(organization.endpoint, connection.client_id, connection.secret)
    if connection.type == Connection.Type.HOSTED_PORTAL:
        return HostedPortalGrant(
            organization.endpoint,
            organization.pk,
            settings.HOSTED_PORTAL_URL,
            connection.client_id,
            connection.secret,
        )
    return EmulatorGrant(organization.endpoint, organization.pk, settings.EMULATOR_KEY)


def client_for(
    organization: Organization,
    roles: tuple[str, ...],
    context: UserContext | None = None,
    *,
    platform: bool = False,
    limiter=None,
    retry_budget: float = 60.0,
) -> Client:
    """A client whose token holds `roles`, in `context` (None is the seller organization itself).

    `platform` asks for the platform's own token, which a restore needs. The token is fetched at the first
    call; failing to get one raises what `environments.ordercloud.errors` describes. `retry_budget` is how
    many seconds one call may wait for its retries; 0 makes every call once.
    """
    tokens = TokenCache(shared_redis(), cipher())
    source = tokens.provider(organization.pk, token_grant_for(organization), tuple(roles), context, platform)
    timeout = (3.05, settings.ORDERCLOUD_TIMEOUT)
    return Client(organization.endpoint, source, limiter=limiter, timeout=timeout, retry_budget=retry_budget)


def token_for(
    organization: Organization, roles: tuple[str, ...], context: UserContext | None = None
) -> Token:
    """A fresh token with exactly `roles`, for a program that calls OrderCloud by itself."""
    return token_grant_for(organization).fetch(tuple(roles), context)
