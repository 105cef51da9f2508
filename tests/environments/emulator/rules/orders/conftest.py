"""Fixtures of the order tests."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def shop(seller_api):
    """Create a buyer that sees all products of its catalog, two of them with prices."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/usergroups", {"ID": "chiefs", "Name": "Chiefs"})
    for id_, price in (("fan", 20), ("lamp", 5)):
        seller_api.post(
            "/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": [{"Quantity": 1, "Price": price}]}
        )
        seller_api.post("/products", {"ID": id_, "Name": id_, "Active": True, "DefaultPriceScheduleID": id_})
        seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": id_})
    return seller_api


@pytest.fixture
def client(shop):
    return create_open_client(shop)


@pytest.fixture
def sally(shop, client):
    return signed_in_user(shop, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")


@pytest.fixture
def anton(shop, client):
    anton = signed_in_user(shop, "/buyers/acme/users", "anton", ["Shopper"], client, BuyerID="acme")
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "anton"})
    return anton


@pytest.fixture
def submitted(shop, sally):
    """Submit an order of three returnable fans and a lamp; return its id."""
    shop.patch("/products/fan", {"Returnable": True})
    id_ = create_order(sally, ("fan", 3), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    lines = sally.items(f"/orders/outgoing/{id_}/lineitems")
    return id_, {line["ProductID"]: line["ID"] for line in lines}


@pytest.fixture
def bought(shop, submitted):
    """Ship the submitted order, which completes it; return its id."""
    shop.post(f"/orders/incoming/{submitted[0]}/ship", {})
    return submitted
