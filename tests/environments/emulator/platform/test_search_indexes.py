"""Search indexes that the control address lists and rebuilds."""

import pytest


@pytest.fixture
def indexes(control, marketplace):
    """Call the search indexes of the organization: status and JSON."""

    def call(method: str = "GET", path: str = "", **query):
        response = control(method, f"/organizations/{marketplace.portal_id}/searchindexes{path}", **query)
        return response.status_code, response.json() if response.content else None

    return call


def rows(listed) -> list[tuple]:
    return [
        (index["Status"], index["PercentComplete"], index["IsActiveIndex"])
        for index in listed[1]["SearchIndexes"]
    ]


def test_an_organization_has_a_ready_index_of_products_and_of_orders(indexes):
    status, listed = indexes()
    assert status == 200
    assert [index["Type"] for index in listed["SearchIndexes"]] == ["Products", "Orders"]
    assert rows((status, listed)) == [("Ready", 100, True)] * 2
    assert set(listed["SearchIndexes"][0]) == {
        *("IndexID", "Type", "Status", "DateCreated", "PercentComplete", "IsActiveIndex")
    }


def test_a_rebuilt_index_waits_is_built_and_then_replaces_the_active_one(indexes, clock):
    clock(0)
    assert indexes("POST", "/products/rebuild") == (204, None)
    old = ("Ready", 100, True)
    assert rows(indexes(type="products")) == [("WaitingToBuild", 0, False), old]
    clock(6)
    ((status, percent, active), second) = rows(indexes(type="products"))
    assert (status, active, second) == ("Building", False, old)
    assert 0 < percent < 100
    clock(11)
    assert rows(indexes(type="products")) == [old, ("Ready", 100, False)]
    assert len(rows(indexes(status="ready"))) == 3


def test_a_newer_request_cancels_the_index_that_is_built(indexes, clock):
    clock(0)
    indexes("POST", "/Orders/rebuild")
    indexes("POST", "/Orders/rebuild")
    clock(20)
    assert [status for status, *_ in rows(indexes(type="Orders"))] == ["Ready", "Canceled", "Ready"]


@pytest.mark.parametrize(("environment", "hourly", "weekly"), [("Sandbox", 10, 30), ("Staging", 3, 5)])
def test_rebuilds_are_limited_by_hour_and_by_week(
    control, create_organization, clock, environment, hourly, weekly
):
    organization = create_organization(environment=environment).portal_id

    def rebuild() -> int:
        return control("POST", f"/organizations/{organization}/searchindexes/Products/rebuild").status_code

    used, hours = 0, 0
    while used < weekly:
        clock(hours * 3601)
        allowed = min(hourly, weekly - used)
        assert [rebuild() for _ in range(allowed)] == [204] * allowed
        used, hours = used + allowed, hours + 1
        refused = control("POST", f"/organizations/{organization}/searchindexes/Products/rebuild")
        assert refused.status_code == 400
        assert refused.json()["Errors"][0]["ErrorCode"] == "Search.ExceedsRebuildLimit"
    clock(hours * 3601)
    assert rebuild() == 400
    clock(7 * 24 * 3600 + hours * 3601)
    assert rebuild() == 204


def test_records_with_values_of_another_type_than_others_are_errors(indexes, seller_api):
    for number in range(102):
        seller_api.post("/products", {"ID": f"p{number:03}", "Name": "P", "xp": {"size": "L"}})
    seller_api.patch("/products/p000", {"xp": {"size": 1, "colors": ["red"], "left": None}})
    index = indexes(type="Products")[1]["SearchIndexes"][0]
    status, found = indexes(path=f"/{index['IndexID']}/errors")
    assert status == 200
    assert len(found["SearchIndexErrors"]) == 100
    first = found["SearchIndexErrors"][0]
    assert (first["ThingID"], first["ErrorText"]) == (
        "p001",
        "xp.size is a text here and a number in earlier records.",
    )
    assert first["FailedOn"]


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("GET", "", {"type": "Buyers"}, 400),
        ("GET", "", {"status": "Done"}, 400),
        ("GET", "/999999/errors", {}, 404),
        ("GET", "/x/errors", {}, 404),
        ("POST", "/Buyers/rebuild", {}, 400),
        ("POST", "", {}, 404),
    ],
)
def test_unknown_types_states_and_indexes_are_refused(indexes, method, path, query, status):
    assert indexes(method, path, **query)[0] == status


def test_an_unknown_organization_has_no_indexes(control):
    assert control("GET", "/organizations/unknown/searchindexes").status_code == 404
