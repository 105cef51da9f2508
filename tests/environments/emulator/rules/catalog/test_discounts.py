"""Discounts and their assignments are checked when they are saved."""

import pytest

_TEN = {"DiscountBreaks": [{"Quantity": 1, "Amount": 10}]}
_ASSIGNMENTS = "/discounts/assignments"


@pytest.fixture
def discounted(seller_api):
    seller_api.post("/buyergroups", {"ID": "g", "Name": "G"})
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.post("/buyers/b/usergroups", {"ID": "u", "Name": "U"})
    seller_api.post("/discounts", _TEN | {"ID": "ten"})
    return seller_api


@pytest.mark.parametrize("amount", [0, -1, 100.01, None])
def test_a_percentage_is_above_0_and_at_most_100(seller_api, amount):
    body = {"DiscountBreaks": [{"Quantity": 1, "Amount": amount}]}
    assert seller_api.refused("POST", "/discounts", body) == (400, "ValidationFailure")
    assert seller_api.items("/discounts") == []


def test_a_discount_requires_breaks_of_different_quantities(seller_api):
    assert seller_api.refused("POST", "/discounts", {"DiscountBreaks": []}) == (400, "RequiredField")
    twice = {"DiscountBreaks": [{"Quantity": 2, "Amount": 1}, {"Quantity": 2, "Amount": 3}]}
    assert seller_api.refused("POST", "/discounts", twice) == (400, "ValidationFailure")


def test_a_discount_is_narrowed_to_what_exists(seller_api):
    for name in ("CatalogID", "ProductID"):
        assert seller_api.refused("POST", "/discounts", _TEN | {name: "missing"}) == (404, "NotFound")
    in_no_catalog = _TEN | {"CategoryID": "missing"}
    assert seller_api.refused("POST", "/discounts", in_no_catalog) == (400, "RequiredField")


@pytest.mark.parametrize("text", ["colour=red", "&", "InventoryRecords.AddressID=a"])
def test_a_product_filter_is_a_query_on_properties_of_products(seller_api, text):
    body = _TEN | {"ProductFilter": text}
    assert seller_api.refused("POST", "/discounts", body) == (400, "ValidationFailure")
    assert seller_api.post("/discounts", _TEN | {"ProductFilter": "xp.colour=red"})["ProductFilter"]


@pytest.mark.parametrize("party", [{"BuyerID": "b"}, {"UserGroupID": "u"}])
def test_a_discount_is_assigned_to_a_group_of_buyers_alone(discounted, party):
    body = {"DiscountID": "ten", "BuyerGroupID": "g"} | party
    assert discounted.refused("POST", _ASSIGNMENTS, body) == (400, "ValidationFailure")


@pytest.mark.parametrize("party", [{}, {"UserGroupID": "u"}])
def test_a_discount_without_a_buyer_group_requires_a_buyer(discounted, party):
    assert discounted.refused("POST", _ASSIGNMENTS, {"DiscountID": "ten"} | party) == (400, "RequiredField")
    assert discounted.refused("DELETE", "/discounts/ten/assignments") == (400, "RequiredField")


def test_assignments_of_discounts_are_listed_by_level(discounted):
    parties = {"Company": {"BuyerID": "b"}, "BuyerGroup": {"BuyerGroupID": "g"}}
    parties["Group"] = {"BuyerID": "b", "UserGroupID": "u"}
    for party in parties.values():
        discounted.post(_ASSIGNMENTS, {"DiscountID": "ten"} | party)
    for level, party in parties.items():
        [assignment] = discounted.items(_ASSIGNMENTS, level=level)
        assert {name: value for name, value in assignment.items() if value} == {"DiscountID": "ten"} | party
    discounted.delete("/discounts/ten/assignments", buyerGroupID="g")
    assert len(discounted.items(_ASSIGNMENTS)) == 2


def test_a_discount_ends_with_the_product_that_it_is_for(seller_api):
    seller_api.post("/products", {"ID": "fan", "Name": "Fan"})
    seller_api.post("/discounts", _TEN | {"ID": "narrow", "ProductID": "fan"})
    seller_api.post("/discounts", _TEN | {"ID": "wide"})
    seller_api.delete("/products/fan")
    assert seller_api.ids("/discounts") == ["wide"]
