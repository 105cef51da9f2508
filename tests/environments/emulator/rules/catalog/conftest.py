"""Fixtures of the catalog tests."""

import pytest


@pytest.fixture
def tree(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    for id_, parent in (("a", None), ("a1", "a"), ("a2", "a"), ("a11", "a1"), ("b", None)):
        seller_api.post("/catalogs/c/categories", {"ID": id_, "Name": id_, "ParentID": parent})
    return seller_api


@pytest.fixture
def shirt(seller_api):
    """Create a product with two specs that define variants, with two and three options."""
    seller_api.post("/products", {"ID": "shirt", "Name": "Shirt"})
    for spec, options in (("colour", ("red", "blue")), ("size", ("S", "M", "L"))):
        seller_api.post("/specs", {"ID": spec, "Name": spec, "DefinesVariant": True, "Required": True})
        for order, option in enumerate(options):
            body = {"ID": option, "Value": option.upper(), "ListOrder": order + 1}
            seller_api.post(f"/specs/{spec}/options", body)
        seller_api.post("/specs/productassignments", {"SpecID": spec, "ProductID": "shirt"})
    return seller_api
