"""Download the OpenAPI document of an OrderCloud and cache it."""

import hashlib
from typing import Protocol

from environments.endpoints import Endpoint
from environments.ordercloud.errors import InvalidJson, error_for
from environments.ordercloud.transport import send_request
from lib.exact_json import loads

CACHE_TTL = 3600
MAX_SIZE = 20_000_000


class Cache(Protocol):
    """Django's cache, or anything like it."""

    def get(self, key: str) -> bytes | None: ...

    def set(self, key: str, value: bytes, timeout: int) -> None: ...


def fetch(endpoint: Endpoint, cache: Cache) -> bytes:
    """Return the document as UTF-8 JSON with `paths` in it, from the cache if possible. It needs no token.

    Raises:
        Unreachable: there is no response.
        ErrorResponse: the response is an error.
        InvalidJson: the response is not an OpenAPI document.
    """
    key = "openapi:" + hashlib.sha256(endpoint.openapi_url.encode()).hexdigest()
    document = cache.get(key)
    if document is None:
        document = _download(endpoint)
        cache.set(key, document, CACHE_TTL)
    return document


def _download(endpoint: Endpoint) -> bytes:
    url = endpoint.openapi_url
    response = send_request("GET", url, None, {}, guard=endpoint.guard)
    if response.status_code >= 400:
        raise error_for("GET", url, response.status_code, response.content)
    document = response.content
    try:
        is_document = len(document) <= MAX_SIZE and isinstance(loads(document)["paths"], dict)
    except (ValueError, KeyError, TypeError):
        is_document = False
    if not is_document:
        raise InvalidJson("the response is not an OpenAPI document", call=f"GET {url}")
    return document
