"""Hosted Portal accounts of connections, and their shared sign-ins."""

from django.conf import settings
from django.utils.crypto import salted_hmac

from environments.hosted_portal.account import Account
from environments.token_cache import TokenCache
from lib.encryption import cipher
from organizations.connections.shared_redis import shared_redis
from organizations.models import Connection


def account_name(connection: Connection) -> str:
    """Return what identifies the account of a connection and its password, without telling either."""
    parts = "\0".join((settings.HOSTED_PORTAL_URL, connection.client_id, connection.secret))
    return salted_hmac("organizations.connections.accounts", parts, algorithm="sha256").hexdigest()


def account_of(connection: Connection) -> Account:
    """Return the hosted Portal account of a connection.

    Its sign-in is shared by all connections with the same credentials. An unsaved connection, which is to be
    tested, begins with a new one.
    """
    cache = TokenCache(shared_redis(), cipher())
    sessions = cache.sessions(account_name(connection), starts_new=connection.pk is None)
    return Account(settings.HOSTED_PORTAL_URL, connection.client_id, connection.secret, sessions)
