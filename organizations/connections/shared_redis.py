"""The Redis server that all processes share for tokens, rates and locks."""

from functools import cache

import redis
from django.conf import settings


@cache
def shared_redis() -> redis.Redis:
    """Return its client."""
    return redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=5)
