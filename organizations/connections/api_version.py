"""The API version of an environment as its own document says it, also after the document has expired.

The console and the tests of connections read the document; both remember what it said.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache

from environments.endpoints import Endpoint
from lib import clock

METHODS = ("get", "post", "put", "patch", "delete", "head", "options")
CHECK_INTERVAL = timedelta(minutes=1)
MAX_VERSION_LENGTH = 40  # characters; whoever runs the host writes what they like


@dataclass(frozen=True)
class ApiVersion:
    """What the document said when it was last downloaded."""

    version: str
    operation_count: int
    checked_at: datetime

    @property
    def is_recent(self) -> bool:
        """Whether it is too new to be worth another download."""
        return clock.now() - self.checked_at < CHECK_INTERVAL


def known(endpoint: Endpoint) -> ApiVersion | None:
    """Return what is known of the environment; None before its document was read."""
    return cache.get(_key(endpoint))


def remember(endpoint: Endpoint, version: str, operation_count: int) -> None:
    """Remember what a document said that was downloaded now."""
    said = ApiVersion(version[:MAX_VERSION_LENGTH], operation_count, clock.now())
    cache.set(_key(endpoint), said, timeout=None)


def count_operations(paths: Mapping[str, Any]) -> int:
    """Return how many operations the paths of a document have."""
    items = [item for item in paths.values() if isinstance(item, Mapping)]
    return sum(isinstance(item.get(method), Mapping) for item in items for method in METHODS)


def _key(endpoint: Endpoint) -> str:
    return "ordercloud-version:" + hashlib.sha256(endpoint.openapi_url.encode()).hexdigest()
