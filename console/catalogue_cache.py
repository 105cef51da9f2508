"""The catalogue of an environment's operations, read from its own OpenAPI document."""

import hashlib
import json
import threading
import time
import zlib
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from console.models import StoredDocument
from console.openapi.catalogue import Catalogue
from console.openapi.document import Document, UnreadableDocument
from environments import openapi
from environments.endpoints import Endpoint
from environments.ordercloud.errors import OrderCloudError
from lib import clock
from organizations.connections import addresses, api_version
from organizations.models import Organization

REFRESH_INTERVAL = 60  # seconds; the document itself is cached for an hour, for all processes
_lock = threading.Lock()


@dataclass(frozen=True)
class _Loaded:
    """A catalogue in use until `expires_at`, in monotonic seconds. For `stale_since` see the function."""

    expires_at: float
    catalogue: Catalogue
    stale_since: datetime | None = None


_by_url: dict[str, _Loaded] = {}
_by_content: dict[str, Catalogue] = {}


class CatalogueUnavailable(Exception):
    """The operations are unavailable. The message is a sentence for the user."""


def catalogue_for(endpoint: Endpoint) -> Catalogue:
    """Return the operations of the OrderCloud at `endpoint`.

    While its document can't be loaded, the last good one serves, also after a restart. Environments with the
    same document share one catalogue.

    Raises:
        CatalogueUnavailable: OrderCloud does not respond, or its response describes no operations, and no
            document was ever loaded.
    """
    cached = _by_url.get(endpoint.openapi_url)
    if cached and cached.expires_at > time.monotonic():
        return cached.catalogue
    try:
        return _load(endpoint, _Documents())
    except CatalogueUnavailable:
        last = _last_good(endpoint, cached)
        if last is None:
            raise
        # Not tried again with every page: each try may wait for OrderCloud as long as a call.
        _by_url[endpoint.openapi_url] = last
        return last.catalogue


def stale_since(endpoint: Endpoint) -> datetime | None:
    """Return when the catalogue in use was downloaded, if it can't be loaded now; None if it is current."""
    loaded = _by_url.get(endpoint.openapi_url)
    return loaded.stale_since if loaded else None


def _last_good(endpoint: Endpoint, cached: _Loaded | None) -> _Loaded | None:
    stored = StoredDocument.objects.filter(url_digest=_digest_of_url(endpoint)).first()
    if stored is None and cached is None:
        return None
    catalogue = cached.catalogue if cached else _read(stored.document if stored else b"")
    fetched_at = stored.fetched_at if stored else clock.now()
    return _Loaded(time.monotonic() + REFRESH_INTERVAL, catalogue, fetched_at)


def _store(endpoint: Endpoint, content: bytes) -> None:
    StoredDocument.objects.update_or_create(
        url_digest=_digest_of_url(endpoint),
        defaults={"content": zlib.compress(content), "fetched_at": clock.now()},
    )


def _digest_of_url(endpoint: Endpoint) -> str:
    return hashlib.sha256(endpoint.openapi_url.encode()).hexdigest()


def catalogue_of(organization: Organization) -> Catalogue:
    """Return the operations of an organization's OrderCloud. Raises what `catalogue_for` raises."""
    _require_allowed(organization)
    return catalogue_for(organization.endpoint)


def refresh_of(organization: Organization) -> None:
    """Download the document of an organization's OrderCloud again. Raises what `refresh` raises."""
    _require_allowed(organization)
    refresh(organization.endpoint)


def _require_allowed(organization: Organization) -> None:
    if refusal := addresses.refusal(organization.connection):
        raise CatalogueUnavailable(refusal)


def refresh(endpoint: Endpoint) -> None:
    """Download the document again, unless that was done less than a minute ago.

    Raises:
        CatalogueUnavailable: as `catalogue_for`; the catalogue that is in use stays.
    """
    version = api_version.known(endpoint)
    if version is None or not version.is_recent:
        _load(endpoint, _Documents(reread=True))


class _Documents:
    """The cached documents, which notes whether one was downloaded and put into it."""

    def __init__(self, *, reread: bool = False) -> None:
        self.reread, self.downloaded = reread, False

    def get(self, key: str) -> bytes | None:
        return None if self.reread else cache.get(key)

    def set(self, key: str, value: bytes, timeout: int) -> None:
        self.downloaded = True
        cache.set(key, value, timeout)


def _load(endpoint: Endpoint, documents: _Documents) -> Catalogue:
    try:
        content = openapi.fetch(endpoint, documents)
        catalogue = _read(content)
    except (OrderCloudError, UnreadableDocument) as error:
        reason = error.reason.message if isinstance(error, OrderCloudError) else str(error)
        raise CatalogueUnavailable(
            f"Couldn't load the API description from {endpoint.base_url}. {reason}"
        ) from error
    _by_url[endpoint.openapi_url] = _Loaded(time.monotonic() + REFRESH_INTERVAL, catalogue)
    if documents.downloaded:
        _store(endpoint, content)
    if documents.downloaded or api_version.known(endpoint) is None:
        api_version.remember(endpoint, catalogue.version, len(catalogue.operations))
    return catalogue


def clear() -> None:
    """Read every document again when it is next requested; one that is the same is not parsed again."""
    _by_url.clear()


def _read(content: bytes) -> Catalogue:
    digest = hashlib.sha256(content).hexdigest()
    with _lock:
        if digest not in _by_content:
            _by_content[digest] = Catalogue(Document(json.loads(content)))
            for unused in (
                set(_by_content) - {digest} - {_digest_of(loaded.catalogue) for loaded in _by_url.values()}
            ):
                del _by_content[unused]
        return _by_content[digest]


def _digest_of(catalogue: Catalogue) -> str:
    return next((digest for digest, cached in _by_content.items() if cached is catalogue), "")
