"""Answers kept for a while, so that another view of one needs no second call. Encrypted, and only for who
asked.
"""

import secrets
import zlib

from cryptography.fernet import InvalidToken
from django.core.cache import cache

from console.response.exchange import Exchange
from lib.encryption import cipher
from organizations.models import Organization

TTL = 15 * 60  # seconds
MAX_BODY_SIZE = 12_000_000  # bytes


def save(exchange: Exchange, organization: Organization, user) -> str:
    """Keep it and return its key; "" when it is too large to be kept."""
    if len(exchange.body) > MAX_BODY_SIZE:
        return ""
    key = secrets.token_urlsafe(12)
    packed = zlib.compress(exchange.to_bytes(), level=1)
    cache.set(_name(key, organization, user), cipher().encrypt(packed), TTL)
    return key


def load(key: str, organization: Organization, user) -> Exchange | None:
    """The answer that `user` got from `organization` under that key; None when it is no longer there."""
    found = cache.get(_name(key, organization, user)) if key else None
    if found is None:
        return None
    try:
        return Exchange.from_bytes(zlib.decompress(cipher().decrypt(found)))
    except InvalidToken:
        return None


def _name(key: str, organization: Organization, user) -> str:
    return f"answer:{user.pk}:{organization.pk}:{key[:40]}"
