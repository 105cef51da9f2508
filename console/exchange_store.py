"""Stored exchanges, so that another view of a response needs no second call.

They are encrypted, and only the user who sent the request can load them.
"""

import secrets
import zlib

from cryptography.fernet import InvalidToken
from django.core.cache import cache

from accounts.models import User
from console.response.exchange import Exchange
from lib.encryption import cipher
from organizations.models import Organization

TTL = 15 * 60  # seconds
MAX_BODY_SIZE = 12_000_000  # bytes


def save(exchange: Exchange, organization: Organization, user: User) -> str:
    """Store the exchange and return its key; "" when it is too large to store."""
    if len(exchange.body) > MAX_BODY_SIZE:
        return ""
    key = secrets.token_urlsafe(12)
    packed = zlib.compress(exchange.to_bytes(), level=1)
    cache.set(_cache_key(key, organization, user), cipher().encrypt(packed), TTL)
    return key


def load(key: str, organization: Organization, user: User) -> Exchange | None:
    """Return the exchange that `user` stored under the key; None when it is no longer stored."""
    encrypted = cache.get(_cache_key(key, organization, user)) if key else None
    if encrypted is None:
        return None
    try:
        return Exchange.from_bytes(zlib.decompress(cipher().decrypt(encrypted)))
    except InvalidToken:
        return None


def _cache_key(key: str, organization: Organization, user: User) -> str:
    return f"exchange:{user.pk}:{organization.pk}:{key[:40]}"
