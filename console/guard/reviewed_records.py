"""Records as they were reviewed, encrypted, so that another review can say what changed since."""

import zlib
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.cache import cache

from accounts.models import User
from console.request import json_editor
from lib.encryption import cipher
from organizations.models import Organization

TTL = 3600  # seconds
MAX_SIZE = 1_000_000  # characters


def save(digest: str, record: dict[str, Any], organization: Organization, user: User) -> None:
    """Store a record under its digest, unless it is very large."""
    text = json_editor.dumps(record)
    if record and len(text) <= MAX_SIZE:
        packed = cipher().encrypt(zlib.compress(text.encode("utf-8", "replace"), level=1))
        cache.set(_key(digest, organization, user), packed, TTL)


def load(digest: str, organization: Organization, user: User) -> dict[str, Any] | None:
    """Return the record that `user` reviewed under the digest; None when it is no longer stored."""
    packed = cache.get(_key(digest, organization, user))
    if packed is None:
        return None
    try:
        text = zlib.decompress(cipher().decrypt(packed)).decode()
    except InvalidToken:
        return None
    record: dict[str, Any] = json_editor.loads(text)
    return record


def _key(digest: str, organization: Organization, user: User) -> str:
    return f"reviewed:{user.pk}:{organization.pk}:{digest[:64]}"
