"""The catalogue of an environment's operations, read from its own OpenAPI document."""

import hashlib
import json
import threading
import time

from django.core.cache import cache

from console.openapi.catalogue import Catalogue
from console.openapi.document import Document, UnreadableDocument
from environments import openapi
from environments.endpoints import Endpoint
from environments.ordercloud.errors import OrderCloudError

REFRESH_INTERVAL = 60  # seconds; the document itself is cached for an hour, for all processes
_lock = threading.Lock()
_by_url: dict[str, tuple[float, Catalogue]] = {}
_by_content: dict[str, Catalogue] = {}


class CatalogueUnavailable(Exception):
    """The operations are unavailable. The message is a sentence for the user."""


def catalogue_for(endpoint: Endpoint) -> Catalogue:
    """Return the operations of the OrderCloud at `endpoint`.

    Environments with the same document share one catalogue.

    Raises:
        CatalogueUnavailable: OrderCloud does not respond, or its response describes no operations.
    """
    cached = _by_url.get(endpoint.openapi_url)
    if cached and cached[0] > time.monotonic():
        return cached[1]
    try:
        content = openapi.fetch(endpoint, cache)
        catalogue = _read(content)
    except (OrderCloudError, UnreadableDocument) as error:
        reason = error.reason.message if isinstance(error, OrderCloudError) else str(error)
        if cached:
            return cached[1]
        raise CatalogueUnavailable(
            f"Couldn't load the API description from {endpoint.base_url}. {reason}"
        ) from error
    _by_url[endpoint.openapi_url] = (time.monotonic() + REFRESH_INTERVAL, catalogue)
    return catalogue


def clear() -> None:
    """Read every document again when it is next requested."""
    _by_url.clear()
    _by_content.clear()


def _read(content: bytes) -> Catalogue:
    digest = hashlib.sha256(content).hexdigest()
    with _lock:
        if digest not in _by_content:
            _by_content[digest] = Catalogue(Document(json.loads(content)))
            for unused in (
                set(_by_content) - {digest} - {_digest_of(catalogue) for _, catalogue in _by_url.values()}
            ):
                del _by_content[unused]
        return _by_content[digest]


def _digest_of(catalogue: Catalogue) -> str:
    return next((digest for digest, cached in _by_content.items() if cached is catalogue), "")
