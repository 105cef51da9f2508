"""Fixtures of the /me tests."""

import pytest

from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def shop(seller_api):
    """Create a buyer with two catalogs: all products of `open` are visible, of `picky` only assigned ones."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True, "DefaultCatalogID": None})
    seller_api.delete("/catalogs/acme/assignments", buyerID="acme")
    seller_api.post("/buyers/acme/usergroups", {"ID": "vip", "Name": "VIP"})
    for catalog, everything in (("open", True), ("picky", False)):
        seller_api.post("/catalogs", {"ID": catalog, "Name": catalog, "Active": True})
        assignment = {"ViewAllProducts": everything, "ViewAllCategories": everything}
        seller_api.post("/catalogs/assignments", {"CatalogID": catalog, "BuyerID": "acme"} | assignment)
        for number in (1, 2):
            id_ = f"{catalog}-{number}"
            seller_api.post("/products", {"ID": id_, "Name": id_, "Active": True})
            seller_api.post("/catalogs/productassignments", {"CatalogID": catalog, "ProductID": id_})
    return seller_api


@pytest.fixture
def sally(shop):
    return signed_in_user(
        shop,
        "/buyers/acme/users",
        "sally",
        ["Shopper", "MeAddressAdmin"],
        create_open_client(shop),
        BuyerID="acme",
    )
