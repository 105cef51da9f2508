"""Hosted Portal accounts whose sign-in was refused just now.

Trying a wrong password with each call of a page would lock the account in the hosted Portal. A test of the
connection always tries.
"""

from django.core.cache import cache

from organizations.connections.accounts import account_name
from organizations.models import Connection

MEMORY = 600  # seconds


def reason(connection: Connection) -> str:
    """Return why the account of a connection was refused, or "" if it may be tried."""
    if connection.type != Connection.Type.HOSTED_PORTAL:
        return ""
    return str(cache.get(_key(connection), ""))


def remember(connection: Connection, reason: str) -> None:
    """Have connections with these credentials wait before they sign in again."""
    if connection.type == Connection.Type.HOSTED_PORTAL:
        cache.set(_key(connection), reason, MEMORY)


def forget(connection: Connection) -> None:
    """Let connections with these credentials sign in, because they work."""
    cache.delete(_key(connection))


def _key(connection: Connection) -> str:
    return f"refused-account:{account_name(connection)}"
