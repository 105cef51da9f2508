"""The cache that all processes share, and what each process does while its server is unreachable."""

import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
RETRY_INTERVAL = 5.0  # seconds without a call to a server that did not respond
MAX_LOCAL_ENTRIES = 1_000


class FallbackRedisCache(RedisCache):
    """Django's Redis cache; while the server is unreachable, each process uses its own memory instead.

    Pages are still served and rate limits still apply, counted by each process. What is written during an
    outage is lost afterwards: state that must survive belongs in the database.
    """

    _retry_at = 0.0

    def __init__(self, server: str, params: dict[str, Any]):
        super().__init__(server, params)
        self._local = LocMemCache("portal-fallback", params | {"OPTIONS": {"MAX_ENTRIES": MAX_LOCAL_ENTRIES}})

    def _call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        # The time is stored in the class: Django creates a cache for each thread, and one failure is enough.
        cls = type(self)
        if time.monotonic() >= cls._retry_at:
            try:
                return getattr(super(), method)(*args, **kwargs)
            except RedisError as error:
                cls._retry_at = time.monotonic() + RETRY_INTERVAL
                log.warning("cache_unreachable", error=type(error).__name__)
        return getattr(self._local, method)(*args, **kwargs)

    def add(self, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        return self._call("add", key, value, *args, **kwargs)

    def get(self, key: str, *args: Any, **kwargs: Any) -> Any:
        return self._call("get", key, *args, **kwargs)

    def set(self, key: str, value: Any, *args: Any, **kwargs: Any) -> None:
        self._call("set", key, value, *args, **kwargs)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return self._call("touch", key, *args, **kwargs)

    def delete(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return self._call("delete", key, *args, **kwargs)

    def has_key(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return self._call("has_key", key, *args, **kwargs)

    def incr(self, key: str, *args: Any, **kwargs: Any) -> int:
        return self._call("incr", key, *args, **kwargs)

    def get_many(self, keys: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return self._call("get_many", keys, *args, **kwargs)

    def set_many(self, data: dict[str, Any], *args: Any, **kwargs: Any) -> list[str]:
        return self._call("set_many", data, *args, **kwargs)

    def delete_many(self, keys: Any, *args: Any, **kwargs: Any) -> None:
        self._call("delete_many", keys, *args, **kwargs)

    def clear(self) -> None:
        self._call("clear")
