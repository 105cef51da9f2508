"""The results of a save, kept for the page that it leads to."""

import secrets
from dataclasses import asdict

from django.core.cache import cache

from accounts.models import User
from console.enhanced.editing.results import CallResult
from organizations.models import Organization

TTL = 600  # seconds


def keep(results: list[CallResult], organization: Organization, user: User) -> str:
    """Keep the results, and return their key."""
    key = secrets.token_urlsafe(9)
    cache.set(_cache_key(key, organization, user), [asdict(result) for result in results], TTL)
    return key


def kept(key: str, organization: Organization, user: User) -> list[CallResult]:
    """Return the results under a key; [] when they are no longer kept."""
    stored = cache.get(_cache_key(key, organization, user)) if key else None
    return [CallResult(**fields) for fields in stored or ()]


def _cache_key(key: str, organization: Organization, user: User) -> str:
    return f"enhanced:{user.pk}:{organization.pk}:{key[:40]}"
