"""Search indexes and synchronization by the vendor's client."""

import pytest

from organizations.connections.provisioning import provision
from tests.portal.api.sdk.library import LibraryError
from tests.portal.api.sdk.uses import uses

CAPTCHA = {"Recaptcha": {"Token": "x"}}


@pytest.fixture
def olive(cast, library):
    """The client of the owner, whose organization has a marketplace."""
    provision(cast.sandbox)
    return library.of(cast.olive)


@uses(
    "Organizations.ListSearchIndexes",
    "Organizations.ListSearchIndexErrors",
    "Organizations.RebuildSearchIndex",
)
def test_search_indexes_are_listed_and_rebuilt(library, olive):
    olive("Organizations.RebuildSearchIndex", "acme_Sandbox", "Orders", CAPTCHA)
    indexes = olive("Organizations.ListSearchIndexes", "acme_Sandbox", {"type": "Orders", "status": "Ready"})
    (index,) = indexes["SearchIndexes"]
    assert (index["Type"], index["IsActiveIndex"]) == ("Orders", True)
    errors = olive("Organizations.ListSearchIndexErrors", "acme_Sandbox", str(index["IndexID"]))
    assert errors == {"SearchIndexErrors": []}
    with pytest.raises(LibraryError) as refused:
        olive("Organizations.RebuildSearchIndex", "acme_Sandbox", "Buyers", CAPTCHA)
    assert refused.value.status in {400, 404}


@uses(
    "Organizations.ProcessSubscriptions",
    "Organizations.SyncCatalog",
    "Organizations.SyncOrders",
    "Organizations.EntitySyncMetadata",
)
def test_subscriptions_are_processed_and_records_synchronized(library, olive):
    processed = olive("Organizations.ProcessSubscriptions", "acme_Sandbox", CAPTCHA)
    assert processed["HourlyJobsRemaining"] >= 0
    entities = olive("Organizations.EntitySyncMetadata", "acme_Sandbox")
    assert {"EntityName", "Route", "Attributes"} == set(entities[0])
    olive("Organizations.SyncCatalog", "acme_Sandbox", CAPTCHA)
    dates = {"StartDate": "2026-11-01T00:00:00Z", "EndDate": "2026-11-02T00:00:00Z"}
    olive("Organizations.SyncOrders", "acme_Sandbox", {**CAPTCHA, **dates})
