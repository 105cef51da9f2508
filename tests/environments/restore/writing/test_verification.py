"""Verification: written and deleted records are read again, whatever OrderCloud responded."""

from dataclasses import replace

import pytest

from environments.ordercloud.client import Client
from environments.ordercloud.errors import NotFound
from environments.restore.engine import restore
from environments.restore.journal import MemoryJournal
from environments.restore.report import Drift
from tests.environments.restore.sample_data import OFFICE, SHOP, user


class LossyClient(Client):
    """A client that loses changes. `loses(method, path)` returns the response to give, or None to send it."""

    def __init__(self, client, loses):
        self.__dict__.update(client.__dict__)
        self._loses = loses

    def _call_for_value(self, method, path, query, json, once=False):
        respond = self._loses(method, path)
        if respond is None:
            return super()._call_for_value(method, path, query, json, once)
        return respond()


def succeed():
    return None


def not_found():
    raise NotFound("DELETE", "", 404, [])


def drift_of(result):
    return {(item.resource, item.id, item.type) for item in result.drift}


SURPLUS = {
    ("Products", "only-staging"),
    ("Buyers", "trial"),
    ("Users", "acme/zed"),
    ("Categories", "main/trial"),
    ("ApiClients", "33333333-3333-4333-8333-333333333333"),
    ("CatalogAssignments", "main/trial/-"),
    ("Catalogs", "trial"),
    ("CatalogAssignments", "trial/trial/-"),
}


@pytest.fixture
def pair_with_surplus(drifted_pair):
    """Staging has records of several resources that Production does not have."""
    drifted_pair.staging.put(
        "/apiclients/33333333-3333-4333-8333-333333333333", {"AppName": "Trial", "AccessTokenDuration": 60}
    )
    drifted_pair.staging.post("/catalogs/assignments", {"CatalogID": "main", "BuyerID": "trial"})
    return drifted_pair


@pytest.mark.parametrize("respond", [succeed, not_found])
def test_a_record_that_remains_after_its_deletion_is_reported(pair_with_surplus, journal, respond):
    staging = LossyClient(
        pair_with_surplus.staging, lambda method, path: respond if method == "DELETE" else None
    )

    result = restore(pair_with_surplus.production, staging, journal, pair_with_surplus.options)

    assert drift_of(result) == {(resource, record, Drift.NOT_DELETED) for resource, record in SURPLUS}
    assert {item.name for item in result.drift} >= {"Only Staging", "Trial", "zed"}
    assert not result.equal


def test_a_restore_with_nothing_but_deletions_reads_them_again(drifted_pair, journal):
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)
    drifted_pair.staging.put("/products/only-staging", {"Name": "Only Staging"})
    staging = LossyClient(
        drifted_pair.staging, lambda method, path: not_found if method == "DELETE" else None
    )

    result = restore(drifted_pair.production, staging, journal, drifted_pair.options)

    assert drift_of(result) == {("Products", "only-staging", Drift.NOT_DELETED)}
    assert (result.writes, result.deletes, result.equal) == (0, 0, False)


def test_a_deletion_in_a_long_list_is_verified_by_a_single_read(pair, journal):
    for number in range(101):
        for client in (pair.production, pair.staging):
            client.put(f"/incrementors/i{number}", {"Name": "Any", "LastNumber": 1, "LeftPaddingCount": 4})
    pair.production.patch("/incrementors/i7", {"Name": "Other"})
    pair.staging.put("/incrementors/extra", {"Name": "Extra", "LastNumber": 1, "LeftPaddingCount": 4})
    options = replace(pair.options, can_set_dates=False)

    def loses(method, path):
        return succeed if method in ("DELETE", "PUT") else None

    result = restore(pair.production, LossyClient(pair.staging, loses), journal, options)

    assert {("Incrementors", "extra", Drift.NOT_DELETED)} < drift_of(result)
    read = [item["Path"] for item in pair.requests("acme_Staging", "GET")]
    assert sum("/incrementors/" in path for path in read) == 0  # two jobs need no more than the two pages
    pair.production.patch("/incrementors/i7", {"Name": "Any"})
    result = restore(pair.production, LossyClient(pair.staging, loses), MemoryJournal(), options)
    assert drift_of(result) == {("Incrementors", "extra", Drift.NOT_DELETED)}
    read = [item["Path"] for item in pair.requests("acme_Staging", "GET")]
    assert [path for path in read if "/incrementors/" in path] == ["/v1/incrementors/extra"]
    assert restore(pair.production, pair.staging, MemoryJournal(), options).equal


@pytest.mark.parametrize("exists", [True, False])
def test_a_lost_write_in_a_long_list_is_found_by_a_single_read(pair, journal, exists):
    for number in range(101):
        for client in (pair.production, pair.staging):
            client.put(f"/incrementors/i{number}", {"Name": "Any", "LastNumber": 1, "LeftPaddingCount": 4})
    if exists:
        pair.staging.patch("/incrementors/i7", {"Name": "Other"})
    else:
        pair.staging.delete("/incrementors/i7")
    lost = ("PUT", "/incrementors/i7")
    staging = LossyClient(pair.staging, lambda method, path: succeed if (method, path) == lost else None)

    result = restore(pair.production, staging, journal, replace(pair.options, can_set_dates=False))

    assert ("Incrementors", "i7", Drift.STILL_DIFFERENT) in drift_of(result)
    read = [item["Path"] for item in pair.requests("acme_Staging", "GET")]
    assert [path for path in read if "/incrementors/" in path] == ["/v1/incrementors/i7"]


def test_a_record_with_different_content_is_reported(drifted_pair, journal):
    def loses(method, path):
        return succeed if (method, path) == ("PUT", "/products/hammer-0") else None

    result = restore(
        drifted_pair.production, LossyClient(drifted_pair.staging, loses), journal, drifted_pair.options
    )

    assert drift_of(result) == {("Products", "hammer-0", Drift.STILL_DIFFERENT)}
    assert drifted_pair.staging.get("/products/hammer-0")["Name"] == "Renamed"
    assert not result.equal


@pytest.mark.parametrize(
    ("resource", "record", "path", "change"),
    [
        ("Webhooks", "orders", "/webhooks/orders", {"Name": "Changed"}),
        ("ApiClients", OFFICE, f"/apiclients/{OFFICE}", {"AppName": "Changed"}),
    ],
    ids=["webhook", "API client"],
)
def test_an_integration_whose_write_was_not_stored_is_reported(
    drifted_pair, journal, resource, record, path, change
):
    restore(drifted_pair.production, drifted_pair.staging, MemoryJournal(), drifted_pair.options)
    drifted_pair.staging.patch(path, change)
    lost = (("PUT", path), ("PATCH", path))
    staging = LossyClient(drifted_pair.staging, lambda method, at: succeed if (method, at) in lost else None)

    result = restore(drifted_pair.production, staging, journal, drifted_pair.options)

    assert drift_of(result) == {(resource, record, Drift.STILL_DIFFERENT)}
    assert not result.equal


def test_a_production_record_that_replaced_another_is_reported(drifted_pair, journal):
    for number in range(60):
        drifted_pair.production.put(f"/adminusers/extra-{number}", user(f"extra{number}"))

    def replaced(method, path):
        if (method, path) == ("PUT", "/products/hammer-0"):
            drifted_pair.production.delete("/adminusers/extra-7")
            drifted_pair.production.put("/adminusers/late", user("late"))

    result = restore(
        drifted_pair.production, LossyClient(drifted_pair.staging, replaced), journal, drifted_pair.options
    )

    assert ("AdminUsers", "", Drift.CONCURRENT_CHANGE) in drift_of(result)
    assert not result.equal


def test_an_assignment_of_api_clients_is_expected_with_the_ids_of_staging(pair, journal):
    pair.production.put("/buyers/acme", {"Name": "Acme"})
    pair.production.put(f"/apiclients/{SHOP}", {"AppName": "Shop", "AccessTokenDuration": 60})
    pair.production.post("/apiclients/assignments", {"ApiClientID": SHOP, "BuyerID": "acme"})
    options = replace(pair.options, can_set_api_client_ids=False)

    result = restore(pair.production, pair.staging, journal, options)

    assert (result.drift, result.equal) == ([], True)
