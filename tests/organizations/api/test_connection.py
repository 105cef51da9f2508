"""The connection of an organization in the Portal API: what it can do, whether it works, and its test."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from lib import rate_limit
from organizations.models import Connection
from tests.accounts.api.conftest import call
from tests.organizations.connections.remote import SECRET, create_remote

__all__ = ["call"]
PATH = "/organizations/acme_Sandbox/connection"


@pytest.fixture
def remote(cast, allowed_emulator):
    """A marketplace to which the Sandbox organization is connected by an API client."""
    remote = create_remote(allowed_emulator, "acme_Sandbox")
    connection = Connection.objects.get(organization=cast.sandbox)
    connection.type, connection.base_url = Connection.Type.API_CLIENT, remote.base_url
    connection.client_id, connection.secret = remote.client_id, SECRET
    connection.save()
    return remote


def test_a_connection_shows_its_abilities_and_no_secret(call, cast, remote):
    managing = call("GET", PATH, user=cast.adam)
    assert SECRET not in managing.text
    found = managing.json()
    assert (found["Type"], found["Status"]) == ("api_client", "works")
    assert (found["ClientID"], found["BaseUrl"]) == (remote.client_id, remote.base_url)
    abilities = {ability["Action"]: ability for ability in found["Abilities"]}
    assert abilities["Call as the seller"] == {
        "Action": "Call as the seller",
        "Available": True,
        "Note": None,
    }
    assert abilities["Act as seller or supplier users"]["Available"] is False
    assert abilities["Act as seller or supplier users"]["Note"] == "use a hosted account"


def test_who_does_not_manage_a_connection_sees_only_whether_it_works(call, cast, remote):
    call("POST", f"{PATH}/test", user=cast.olive)
    Connection.objects.filter(organization=cast.sandbox).update(status="failing", failure="Refused.")
    found = call("GET", PATH, user=cast.victor).json()
    assert (found["Type"], found["Status"], len(found["Abilities"])) == ("api_client", "failing", 8)
    hidden = ("ClientID", "BaseUrl", "Failure", "FailingSince", "DateTested", "TestedBy")
    assert [found[name] for name in hidden] == [None] * len(hidden)
    assert found["Test"] == []
    assert call("GET", PATH, user=cast.olive).json()["Failure"] == "Refused."


def test_a_test_finds_out_whether_the_connection_works(call, cast, remote):
    found = call("POST", f"{PATH}/test", user=cast.olive).json()
    assert (found["Status"], found["TestedBy"]) == ("works", "Olive")
    assert {line["Level"] for line in found["Test"]} <= {"ok", "warn", "note"}
    remote.change_client(Active=False)
    found = call("POST", f"{PATH}/test", user=cast.olive).json()
    assert found["Status"] == "failing"
    assert "fail" in {line["Level"] for line in found["Test"]}
    results = AuditEntry.objects.filter(event=Event.CONNECTION_TESTED).values_list("result", flat=True)
    assert sorted(results) == ["failed", "ok"]


def test_a_connection_to_the_emulator_has_nothing_to_test(call, cast):
    found = call("GET", PATH, user=cast.olive).json()
    assert (found["Type"], found["Status"], found["ClientID"]) == ("emulator", "works", None)
    assert call("POST", f"{PATH}/test", user=cast.olive).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("tess", 403), ("victor", 403), ("ida", 404), ("stan", 404)])
def test_others_do_not_test_a_connection(call, cast, who, status):
    assert call("POST", f"{PATH}/test", user=cast.users[who]).status_code == status


@pytest.mark.usefixtures("frozen_time")
def test_tests_are_limited(call, cast, monkeypatch):
    monkeypatch.setitem(rate_limit.RATES, "connection_test", (1, 60))
    statuses = [call("POST", f"{PATH}/test", user=cast.olive).status_code for _ in range(2)]
    assert statuses == [400, 429]
