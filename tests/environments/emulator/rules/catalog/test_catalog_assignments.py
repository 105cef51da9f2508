"""Catalogs are assigned to a buyer or to a group of buyers."""

import pytest

_ASSIGNMENTS = "/catalogs/assignments"


@pytest.fixture
def grouped(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C", "Active": True})
    seller_api.post("/buyergroups", {"ID": "g", "Name": "G"})
    seller_api.post("/buyers", {"ID": "b", "Name": "B", "GroupID": "g"})
    return seller_api


def test_a_catalog_is_assigned_to_either_a_buyer_or_a_group(grouped):
    both = {"CatalogID": "c", "BuyerID": "b", "BuyerGroupID": "g"}
    assert grouped.refused("POST", _ASSIGNMENTS, both) == (400, "ValidationFailure")
    assert grouped.refused("POST", _ASSIGNMENTS, {"CatalogID": "c"}) == (400, "RequiredField")
    missing = {"CatalogID": "c", "BuyerGroupID": "h"}
    assert grouped.refused("POST", _ASSIGNMENTS, missing) == (404, "NotFound")
    assert grouped.items(_ASSIGNMENTS, catalogID="c") == []


def test_assignments_are_listed_and_deleted_by_group(grouped):
    grouped.post(_ASSIGNMENTS, {"CatalogID": "c", "BuyerGroupID": "g"})
    grouped.post(_ASSIGNMENTS, {"CatalogID": "c", "BuyerID": "b"})
    [assignment] = grouped.items(_ASSIGNMENTS, buyerGroupID="g")
    assert (assignment["BuyerID"], assignment["BuyerGroupID"]) == (None, "g")
    grouped.delete("/catalogs/c/assignments", buyerGroupID="g")
    assert [a["BuyerID"] for a in grouped.items(_ASSIGNMENTS, catalogID="c")] == ["b"]
    assert grouped.refused("DELETE", "/catalogs/c/assignments", buyerGroupID="g") == (404, "NotFound")


def test_a_deleted_group_leaves_its_buyers_without_one(grouped):
    grouped.post(_ASSIGNMENTS, {"CatalogID": "c", "BuyerGroupID": "g"})
    grouped.delete("/buyergroups/g")
    assert grouped.get("/buyers/b")["GroupID"] is None
    assert grouped.items(_ASSIGNMENTS, catalogID="c") == []


def test_buyers_are_filtered_and_sorted_by_their_group(grouped):
    grouped.post("/buyers", {"ID": "a", "Name": "A"})
    assert grouped.ids("/buyers", GroupID="g") == ["b"]
    assert grouped.ids("/buyers", sortBy="!GroupID") == ["b", "a"]
