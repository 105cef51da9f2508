"""What goes with a deletion is counted by the API itself, within a short time."""

import pytest

from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.deletion.record_counts import MAX_PARENTS, count_records
from organizations.models import Connection
from tests.organizations.restores.content import fill_production


@pytest.fixture
def filled(cast, emulator):
    """The sandbox with some records of each resource."""
    provision(cast.sandbox)
    fill_production(client_for(cast.sandbox, ("FullAccess",), platform=True))
    return cast.sandbox


def test_records_are_counted_by_resource_the_most_first(filled):
    (counts,) = count_records([filled])
    assert counts.problem == ""
    assert (counts.by_resource["Products"], counts.by_resource["Users"]) == (20, 1)
    assert list(counts.by_resource.values()) == sorted(counts.by_resource.values(), reverse=True)
    assert counts.total == sum(counts.by_resource.values())


def test_what_takes_too_many_calls_is_named(filled):
    assert count_records([filled])[0].not_counted == []
    client = client_for(filled, ("FullAccess",))
    for number in range(MAX_PARENTS):
        client.put(f"buyers/more{number}", {"Name": "More", "Active": True})
    (counts,) = count_records([filled])
    assert "Users" in counts.not_counted
    assert "Variants" not in counts.not_counted


def test_an_empty_organization_has_no_records_and_nothing_that_is_not_counted(cast, emulator):
    provision(cast.sandbox)
    (counts,) = count_records([cast.sandbox])
    assert (counts.total, counts.not_counted, counts.problem) == (0, [], "")


def test_an_organization_without_connection_is_not_counted_and_says_so(cast, filled):
    Connection.objects.filter(organization=cast.pair.production).delete()
    cast.pair.production.refresh_from_db()
    missing, counted = count_records([cast.pair.production, filled])
    assert missing.problem == "It isn't connected to OrderCloud."
    assert counted.by_resource["Products"] == 20


def test_an_api_that_does_not_respond_in_time_is_named(filled, emulator):
    emulator.emulator.faults.set([{"LatencyMs": 300}])
    (counts,) = count_records([filled], seconds=0.05)
    assert counts.problem == "OrderCloud didn't respond in time."


def test_an_api_that_stops_in_between_leaves_what_was_counted(filled, emulator, monkeypatch):
    monkeypatch.setattr(
        "organizations.deletion.record_counts.LISTS", {"Products": "/products", "Nope": "/nope"}
    )
    monkeypatch.setattr("organizations.deletion.record_counts.NESTED", {})
    (counts,) = count_records([filled])
    assert (counts.by_resource, counts.not_counted) == ({"Products": 20}, ["Nope"])
