"""The catalogue of an environment: refreshed, shared, and used further while its document is unreadable."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache

from console import catalogue_cache
from console.catalogue_cache import CatalogueUnavailable, catalogue_for, stale_since
from environments.endpoints import Endpoint

pytestmark = pytest.mark.django_db
DOCUMENT = b'{"paths": {"/products": {"get": {"operationId": "Products.List"}}}}'
WITHOUT_PATHS = [b"{}", b"[]", b'{"paths": []}']
NO_PATHS_MESSAGE = "The document describes no paths."


@pytest.fixture(autouse=True)
def no_catalogues():
    """Start and end without a catalogue or a document in the caches."""
    catalogue_cache.clear()
    cache.clear()
    yield
    catalogue_cache.clear()
    cache.clear()


@pytest.fixture
def endpoint(recorder) -> Endpoint:
    """The address of a server that serves no document."""
    return Endpoint("Sandbox", "usw", recorder.url)


@pytest.fixture
def served(monkeypatch) -> dict[str, bytes]:
    """The documents by their addresses, as the downloads return them; every catalogue is stale."""
    documents: dict[str, bytes] = {}
    monkeypatch.setattr(catalogue_cache.openapi, "fetch", lambda endpoint, _: documents[endpoint.openapi_url])
    monkeypatch.setattr(catalogue_cache, "REFRESH_INTERVAL", 0)
    return documents


def keys(endpoint: Endpoint) -> list[str]:
    return [operation.key for operation in catalogue_for(endpoint).operations]


@pytest.mark.parametrize("document", WITHOUT_PATHS)
def test_an_unreadable_document_makes_the_catalogue_unavailable(endpoint, served, document):
    served[endpoint.openapi_url] = document
    with pytest.raises(CatalogueUnavailable) as error:
        catalogue_for(endpoint)
    expected = f"Couldn't load the API description from {endpoint.base_url}. {NO_PATHS_MESSAGE}"
    assert str(error.value) == expected


def test_an_error_of_ordercloud_makes_the_catalogue_unavailable_with_its_reason(endpoint):
    with pytest.raises(CatalogueUnavailable) as error:
        catalogue_for(endpoint)
    beginning = f"Couldn't load the API description from {endpoint.base_url}. "
    assert str(error.value).startswith(beginning)
    assert str(error.value) != beginning
    assert NO_PATHS_MESSAGE not in str(error.value)


@pytest.mark.parametrize("document", WITHOUT_PATHS)
def test_the_last_catalogue_is_used_while_the_document_is_unreadable(endpoint, served, document):
    served[endpoint.openapi_url] = DOCUMENT
    last = catalogue_for(endpoint)
    served[endpoint.openapi_url] = document
    assert catalogue_for(endpoint) is last
    served[endpoint.openapi_url] = DOCUMENT.replace(b"List", b"Search")
    assert keys(endpoint) == ["Products.Search"]


def test_a_fresh_catalogue_is_not_read_again(endpoint, served, monkeypatch):
    monkeypatch.setattr(catalogue_cache, "REFRESH_INTERVAL", 60)
    served[endpoint.openapi_url] = DOCUMENT
    catalogue = catalogue_for(endpoint)
    served.clear()
    assert catalogue_for(endpoint) is catalogue


def test_environments_with_the_same_document_share_a_catalogue(served):
    first, second = (Endpoint("Sandbox", region, f"https://{region}.example") for region in ("usw", "eur"))
    served[first.openapi_url] = served[second.openapi_url] = DOCUMENT
    assert catalogue_for(first) is catalogue_for(second)


def test_the_page_of_an_unreadable_document_explains_itself(served, ordercloud, as_olive, monkeypatch):
    monkeypatch.setattr(catalogue_cache.openapi, "fetch", lambda *_: b"{}")
    page = as_olive.get("/organizations/acme_Sandbox/console/")
    assert page.status_code == 503
    assert NO_PATHS_MESSAGE in page.content.decode()


def test_after_a_restart_the_stored_document_serves_while_ordercloud_does_not_respond(
    ordercloud, as_olive, settings, clock
):
    url = "/organizations/acme_Sandbox/console/"
    assert "API description can't be loaded" not in unescape(as_olive.get(url).content.decode())
    catalogue_cache.clear()  # as a new process starts
    cache.clear()
    clock.move(timedelta(hours=3))
    ordercloud.document = b"<html>"
    page = as_olive.get(url)
    assert page.status_code == 200
    text = " ".join(unescape(page.content.decode()).split())
    assert "OrderCloud's API description can't be loaded. This is the one of" in text
    assert re.search(r"This is the one of <time [^>]+>3 h ago</time>\.", text)
    assert "Products" in text


def test_the_page_no_longer_says_so_when_the_document_is_back(endpoint, served):
    served[endpoint.openapi_url] = DOCUMENT
    catalogue_for(endpoint)
    assert stale_since(endpoint) is None
    served[endpoint.openapi_url] = b"{}"
    catalogue_for(endpoint)
    assert stale_since(endpoint) is not None
    served[endpoint.openapi_url] = DOCUMENT
    catalogue_for(endpoint)
    assert stale_since(endpoint) is None


def test_a_document_that_cannot_be_loaded_is_not_tried_with_every_page(ordercloud, as_olive, settings):
    as_olive.get("/organizations/acme_Sandbox/console/")
    catalogue_cache.clear()
    cache.clear()
    tries: list[str] = []
    respond = ordercloud.respond

    def failing(arrival):
        if arrival.target.endswith("/openapi/v3"):
            tries.append(arrival.target)
            return 503, b"", {}
        return respond(arrival)

    ordercloud.respond = failing
    for _ in range(3):
        assert as_olive.get("/organizations/acme_Sandbox/console/").status_code == 200
    assert len(tries) <= 4  # one load with its retries
