"""The API version of an environment as its own document says it, also after the document has expired."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from console.openapi.catalogue import Catalogue
from environments.endpoints import Endpoint
from lib import clock

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


def remember(endpoint: Endpoint, catalogue: Catalogue) -> None:
    """Remember the version of a document that was downloaded now."""
    version = ApiVersion(catalogue.version[:MAX_VERSION_LENGTH], len(catalogue.operations), clock.now())
    cache.set(_key(endpoint), version, timeout=None)


def _key(endpoint: Endpoint) -> str:
    return "api-version:" + hashlib.sha256(endpoint.openapi_url.encode()).hexdigest()
