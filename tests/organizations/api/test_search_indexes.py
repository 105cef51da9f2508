"""Search indexes in the Portal API, forwarded to the platform behind the connection."""

import pytest

from accounts.audit.events import Event
from accounts.models import AuditEntry
from organizations.connections.provisioning import provision
from organizations.models import Connection
from tests.contributors.api.conftest import api
from tests.environments.fake_server import FakeResponse

__all__ = ["api"]
PATH = "/organizations/acme/searchindexes"


@pytest.fixture
def acme(cast, emulator):
    """Production of the cast's pair, with its marketplace on the emulator."""
    provision(cast.pair.production)
    return cast.pair.production


def code(response: dict) -> str:
    return response["Errors"][0]["ErrorCode"]


def test_a_contributor_lists_the_indexes_of_the_platform(api, acme):
    status, listed = api("victor", "GET", PATH)
    assert status == 200
    assert [index["Type"] for index in listed["SearchIndexes"]] == ["Products", "Orders"]
    assert listed["SearchIndexes"][0] == {
        "IndexID": listed["SearchIndexes"][0]["IndexID"],
        "Type": "Products",
        "Status": "Ready",
        "DateCreated": listed["SearchIndexes"][0]["DateCreated"],
        "PercentComplete": 100,
        "IsActiveIndex": True,
    }
    status, listed = api("victor", "GET", f"{PATH}?type=Orders&status=Ready")
    assert [index["Type"] for index in listed["SearchIndexes"]] == ["Orders"]
    assert api("victor", "GET", f"{PATH}?status=Failed") == (200, {"SearchIndexes": []})


def test_errors_of_an_index_are_listed(api, acme):
    index = api("victor", "GET", PATH)[1]["SearchIndexes"][0]["IndexID"]
    assert api("victor", "GET", f"{PATH}/{index}/errors") == (200, {"SearchIndexErrors": []})


@pytest.mark.parametrize("index", ["999999", "x", "%2E%2E", "9" * 40])
def test_an_unknown_index_is_not_found(api, acme, index):
    status, response = api("victor", "GET", f"{PATH}/{index}/errors")
    assert (status, code(response)) == (404, "NotFound")


@pytest.mark.parametrize("query", ["type=Buyers", "status=Done"])
def test_an_unknown_type_or_status_is_refused_in_the_envelope(api, acme, query):
    assert api("victor", "GET", f"{PATH}?{query}")[0] == 400


def test_an_admin_rebuilds_an_index_and_the_audit_log_says_so(api, acme, cast):
    assert api("adam", "POST", f"{PATH}/products/rebuild") == (204, None)
    assert api("adam", "POST", f"{PATH}/Orders/rebuild", {"Recaptcha": {"Token": "x"}}) == (204, None)
    newest = api("adam", "GET", f"{PATH}?type=Products")[1]["SearchIndexes"][0]
    assert (newest["Status"], newest["IsActiveIndex"]) == ("WaitingToBuild", False)
    entries = AuditEntry.objects.filter(event=Event.SEARCH_INDEX_REBUILT).order_by("pk")
    assert [(entry.actor, entry.details["index"]) for entry in entries] == [
        (cast.adam, "Products"),
        (cast.adam, "Orders"),
    ]


def test_a_rebuild_above_the_platforms_limit_is_refused_in_its_words(api, acme):
    for _ in range(3):
        assert api("olive", "POST", f"{PATH}/Products/rebuild")[0] == 204
    status, response = api("olive", "POST", f"{PATH}/Products/rebuild")
    assert (status, code(response)) == (400, "Search.ExceedsRebuildLimit")
    assert response["Errors"][0]["Data"] == {"HourlyLimit": 3, "WeeklyLimit": 5}
    assert AuditEntry.objects.filter(event=Event.SEARCH_INDEX_REBUILT).count() == 3


def test_an_unknown_type_is_not_rebuilt(api, acme):
    status, response = api("adam", "POST", f"{PATH}/Buyers/rebuild")
    assert (status, code(response)) == (400, "ValidationFailure")
    assert not AuditEntry.objects.filter(event=Event.SEARCH_INDEX_REBUILT).exists()


def test_who_only_contributes_rebuilds_nothing_and_a_stranger_finds_nothing(api, acme):
    assert api("victor", "POST", f"{PATH}/Products/rebuild")[0] == 403
    assert api("stan", "GET", PATH)[0] == 404
    assert api("stan", "POST", f"{PATH}/Products/rebuild")[0] == 404


def test_a_connection_by_an_api_client_says_why_it_has_no_indexes(api, cast):
    Connection.objects.filter(organization="acme").update(type=Connection.Type.API_CLIENT)
    status, response = api("adam", "GET", PATH)
    assert (status, code(response)) == (409, "Connection.CannotGrant")
    assert "hosted Portal account" in response["Errors"][0]["Message"]
    assert api("adam", "POST", f"{PATH}/Products/rebuild")[0] == 409


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"SearchIndexes": [1]}'])
def test_a_platform_that_responds_with_something_else_is_unavailable(
    api, cast, settings, fake_ordercloud, body
):
    fake_ordercloud.responses = lambda request: FakeResponse(body=body)
    status, response = api("victor", "GET", PATH)
    assert (status, code(response)) == (502, "OrderCloud.Unavailable")


def test_what_a_platform_leaves_out_of_an_index_is_null(api, cast, fake_ordercloud):
    fake_ordercloud.responses = lambda request: FakeResponse(
        body=b'{"SearchIndexes": [{"IndexID": 7, "X": 1}]}'
    )
    assert api("victor", "GET", PATH)[1]["SearchIndexes"] == [
        {
            "IndexID": 7,
            **dict.fromkeys(("Type", "Status", "DateCreated", "PercentComplete", "IsActiveIndex")),
        }
    ]
