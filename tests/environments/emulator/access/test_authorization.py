"""Authorization by type of user, whatever the roles: seller, supplier and buyer."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.users import create_open_client, signed_in_user

ALL = ["FullAccess"]
FORBIDDEN = (403, "Auth.UserNotAuthorizedToAdmin")


@pytest.fixture
def companies(seller_api):
    """Create two buyers and two suppliers, each supplier with a product."""
    for name in ("acme", "zeta"):
        seller_api.post("/buyers", {"ID": name, "Name": name, "Active": True})
    for name in ("mill", "forge"):
        seller_api.post("/suppliers", {"ID": name, "Name": name, "Active": True})
        seller_api.post("/products", {"ID": f"{name}-p", "Name": name, "OwnerID": name})
    seller_api.post("/products", {"ID": "own-p", "Name": "Own"})
    return seller_api


@pytest.fixture
def client(companies):
    return create_open_client(companies)


@pytest.fixture
def buyer(companies, client):
    return signed_in_user(companies, "/buyers/acme/users", "bea", ALL, client, BuyerID="acme")


@pytest.fixture
def supplier(companies, client):
    return signed_in_user(companies, "/suppliers/mill/users", "sol", ALL, client, SupplierID="mill")


# seller only


@pytest.mark.parametrize(
    "path",
    [
        "/securityprofiles",
        "/impersonationconfig",
        "/openidconnects",
        "/messagesenders",
        "/apiclients",
        "/incrementors",
        "/integrationEvents",
        "/webhooks",
        "/xpindices",
    ],
)
def test_settings_of_the_marketplace_belong_to_the_seller_only(buyer, supplier, path):
    assert buyer.refused("GET", path) == FORBIDDEN
    assert supplier.refused("GET", path) == FORBIDDEN


@pytest.mark.parametrize("path", ["/adminusers", "/usergroups", "/addresses"])
def test_records_of_the_seller_are_read_only_for_others(buyer, supplier, path):
    for caller in (buyer, supplier):
        assert caller.items(path) == []
        assert caller.refused("POST", path, {"Name": "N"}) == FORBIDDEN


# companies


def test_a_buyer_user_sees_only_its_own_buyer(buyer):
    assert buyer.ids("/buyers") == ["acme"]
    assert buyer.get("/buyers/acme")["ID"] == "acme"
    assert buyer.refused("GET", "/buyers/zeta") == (404, "NotFound")
    assert buyer.refused("GET", "/buyers/zeta/users") == (404, "NotFound")


def test_a_buyer_user_writes_its_own_records_and_creates_no_companies(buyer):
    assert buyer.post("/buyers/acme/addresses", address("a"))
    assert buyer.refused("POST", "/buyers", {"Name": "N"}) == FORBIDDEN
    assert buyer.refused("DELETE", "/buyers/acme") == FORBIDDEN
    assert buyer.patch("/buyers/acme", {"xp": {"a": 1}})["xp"] == {"a": 1}


def test_a_buyer_user_reads_suppliers_only(buyer):
    assert buyer.ids("/suppliers") == ["forge", "mill"]
    assert buyer.refused("PATCH", "/suppliers/mill", {"Name": "N"}) == FORBIDDEN


def test_a_supplier_user_sees_only_its_own_supplier_and_reads_buyers(supplier):
    assert supplier.ids("/suppliers") == ["mill"]
    assert supplier.refused("GET", "/suppliers/forge") == (404, "NotFound")
    assert supplier.ids("/buyers") == ["acme", "zeta"]
    assert supplier.refused("PATCH", "/buyers/acme", {"Name": "N"}) == FORBIDDEN
    assert supplier.post("/suppliers/mill/addresses", address("a"))


# ownership


def test_a_supplier_sees_and_changes_its_own_products(companies, supplier):
    assert supplier.ids("/products") == ["mill-p"]
    assert supplier.refused("GET", "/products/forge-p") == (404, "NotFound")
    assert supplier.refused("PATCH", "/products/own-p", {"Name": "N"}) == (404, "NotFound")
    assert supplier.patch("/products/mill-p", {"Name": "N"})["Name"] == "N"
    assert supplier.post("/products", {"ID": "new", "Name": "New", "OwnerID": "forge"})["OwnerID"] == "mill"


def test_a_supplier_sees_linked_products_and_cannot_change_them(companies, supplier):
    companies.put("/products/own-p/suppliers/mill")
    assert supplier.ids("/products", sortBy="ID") == ["mill-p", "own-p"]
    assert supplier.refused("PATCH", "/products/own-p", {"Name": "N"}) == FORBIDDEN
    assert supplier.refused("DELETE", "/products/own-p") == FORBIDDEN


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/priceschedules", {"Name": "N"}),
        ("/catalogs", {"Name": "N"}),
        ("/specs", {"Name": "N"}),
        ("/locales", {"Currency": "EUR"}),
        ("/promotions", {"Code": "C", "EligibleExpression": "true", "ValueExpression": "1"}),
    ],
)
def test_a_record_with_an_owner_belongs_to_its_creator(companies, supplier, marketplace, path, body):
    assert companies.post(path, {"ID": "sellers"} | body)["OwnerID"] == marketplace.portal_id
    again = body | {"Currency": "USD", "Code": "D"}
    assert supplier.post(path, {"ID": "theirs"} | again)["OwnerID"] == "mill"
    assert "sellers" not in supplier.ids(path)
    assert supplier.refused("DELETE", f"{path}/sellers") == (404, "NotFound")
    assert companies.get(f"{path}/theirs")["OwnerID"] == "mill"


def test_an_owner_is_set_at_creation_and_cannot_change(companies):
    assert companies.put("/products/mill-p", {"Name": "N", "OwnerID": "forge"})["OwnerID"] == "mill"


def test_a_buyer_user_cannot_create_records_of_sellers(buyer):
    assert buyer.refused("POST", "/products", {"Name": "N"}) == FORBIDDEN


# /me


def test_the_default_context_user_is_in_no_list(seller_api, marketplace):
    me = seller_api.get("/me")
    assert (me["FirstName"], me["LastName"], me["Email"]) == ("Default User", "Default User", None)
    assert me["ID"] == me["ID"].upper()
    assert (me["Buyer"], me["Supplier"], me["Seller"]) == (None, None, {"ID": marketplace.portal_id})
    assert me["AvailableRoles"] == []
    assert seller_api.items("/adminusers") == []


def test_me_shows_the_company_of_the_user(buyer, supplier):
    assert buyer.get("/me")["Buyer"] == {"ID": "acme", "DefaultCatalogID": "acme"}
    assert supplier.get("/me")["Supplier"] == {"ID": "mill"}
    assert supplier.get("/me")["AvailableRoles"] == ["FullAccess"]


def test_only_buyer_users_have_the_other_me_calls(seller_api, supplier):
    for caller in (seller_api, supplier):
        for path in ("/me/products", "/me/addresses", "/me/catalogs", "/me/costcenters"):
            assert caller.refused("GET", path) == FORBIDDEN


def test_a_user_can_change_their_own_record(buyer):
    assert buyer.patch("/me", {"FirstName": "Beatrice", "xp": {"a": 1}})["FirstName"] == "Beatrice"
    body = {"Username": "bea", "FirstName": "B", "LastName": "L", "Email": "b@x.example", "Active": True}
    assert buyer.put("/me", body)["xp"] is None
    assert buyer.refused("PATCH", "/me", {"Email": None}) == (400, "RequiredField")


def test_the_default_context_user_cannot_be_changed(seller_api):
    assert seller_api.refused("PATCH", "/me", {"FirstName": "B"}) == FORBIDDEN
