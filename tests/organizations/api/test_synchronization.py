"""Processing of subscriptions and synchronization in the Portal API."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from tests.organizations.api.test_search_indexes import acme, api, code

__all__ = ["acme", "api"]
PATH = "/organizations/acme"


def recorded(emulator) -> list[dict]:
    with emulator.emulator.store.read_transaction() as connection:
        rows = connection.execute("SELECT body FROM synchronization ORDER BY num").fetchall()
    return [body for (body,) in rows]


def test_an_admin_processes_subscriptions_and_learns_how_many_jobs_remain(api, acme, cast):
    assert api("adam", "POST", f"{PATH}/processsubscriptions") == (200, {"HourlyJobsRemaining": 9})
    assert api("adam", "POST", f"{PATH}/processsubscriptions", {}) == (200, {"HourlyJobsRemaining": 8})
    entry = AuditEntry.objects.filter(event=Event.SUBSCRIPTIONS_PROCESSED).first()
    assert (entry.actor, entry.organization) == (cast.adam, "acme")


def test_an_admin_synchronizes_catalogs_and_orders(api, acme, cast, emulator):
    assert api("adam", "POST", f"{PATH}/synchronizecatalog") == (204, None)
    assert api("adam", "POST", f"{PATH}/synchronizeorders", {"startdate": "2026-11-01"}) == (204, None)
    catalog, orders = recorded(emulator)
    assert '"Catalog"' in catalog
    assert "2026-11-01T00:00:00" in orders
    details = [
        entry.details
        for entry in AuditEntry.objects.filter(
            event__in=[Event.CATALOG_SYNCHRONIZED, Event.ORDERS_SYNCHRONIZED]
        ).order_by("pk")
    ]
    assert details == [{}, {"start": "2026-11-01"}]


def test_what_the_platform_does_not_know_is_refused_in_its_words_and_not_audited(api, acme):
    status, response = api("adam", "POST", f"{PATH}/synchronizecatalog", {"CatalogID": "none"})
    assert (status, code(response)) == (404, "NotFound")
    assert response["Errors"][0]["Data"] == {"ObjectType": "Catalog", "ObjectID": "none"}
    status, response = api("adam", "POST", f"{PATH}/synchronizeorders", {"StartDate": "soon"})
    assert (status, code(response)) == (400, "ValidationFailure")
    assert not AuditEntry.objects.filter(event=Event.CATALOG_SYNCHRONIZED).exists()


@pytest.mark.parametrize("path", ["processsubscriptions", "synchronizecatalog", "synchronizeorders"])
def test_who_only_contributes_synchronizes_nothing(api, acme, emulator, path):
    assert api("victor", "POST", f"{PATH}/{path}")[0] == 403
    assert api("stan", "POST", f"{PATH}/{path}")[0] == 404
    assert recorded(emulator) == []


def test_a_contributor_reads_which_entities_can_be_synchronized(api, acme):
    status, entities = api("victor", "GET", f"{PATH}/entitysyncmetadata")
    assert status == 200
    catalogs = next(entity for entity in entities if entity["EntityName"] == "Catalogs")
    assert set(catalogs) == {"EntityName", "Route", "Attributes"}
    assert set(catalogs["Attributes"][0]) == {
        *("DisplayName", "Name", "Type", "Required", "Internal", "Comment")
    }


def test_no_organization_is_linked_to_the_vendors_cloud(api, acme):
    status, response = api("olive", "GET", f"{PATH}/authurls/backbonelogin")
    assert (status, code(response)) == (404, "NotFound")
