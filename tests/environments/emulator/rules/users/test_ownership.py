"""Ownership: sellers and suppliers change their own records, buyer users none."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.users import create_open_client, signed_in_user

FORBIDDEN = (403, "Auth.UserNotAuthorizedToAdmin")
MISSING = (404, "NotFound")


@pytest.fixture
def companies(seller_api):
    """Create a buyer, a supplier, and a product of the seller with related records."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    seller_api.post("/suppliers/mill/addresses", address("yard"))
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/catalogs/c/categories", {"ID": "cat", "Name": "Cat"})
    seller_api.post(
        "/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": [{"Quantity": 1, "Price": 1}]}
    )
    seller_api.post("/specs", {"ID": "s", "Name": "S", "DefinesVariant": True, "Required": True})
    seller_api.post("/specs/s/options", {"ID": "o", "Value": "O"})
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    seller_api.post("/specs/productassignments", {"SpecID": "s", "ProductID": "p"})
    return seller_api


@pytest.fixture
def buyer(companies):
    client = create_open_client(companies)
    return signed_in_user(companies, "/buyers/acme/users", "bea", ["FullAccess"], client, BuyerID="acme")


@pytest.fixture
def supplier(companies):
    client = create_open_client(companies)
    return signed_in_user(
        companies, "/suppliers/mill/users", "sol", ["FullAccess"], client, SupplierID="mill"
    )


WRITES = [
    ("PATCH", "/catalogs/c", {"Name": "N"}),
    ("POST", "/catalogs/c/categories", {"Name": "N"}),
    ("DELETE", "/catalogs/c/categories/cat", None),
    ("POST", "/priceschedules/ps/PriceBreaks", {"Quantity": 9, "Price": 1}),
    ("PATCH", "/specs/s/options/o", {"Value": "N"}),
    ("POST", "/products/p/variants/generate", None),
    ("PUT", "/products/p/suppliers/mill", None),
    ("DELETE", "/products/p", None),
]


@pytest.mark.parametrize(("verb", "path", "body"), WRITES)
def test_a_buyer_user_cannot_change_records_of_sellers(buyer, verb, path, body):
    assert buyer.refused(verb, path, body) == FORBIDDEN


@pytest.mark.parametrize(("verb", "path", "body"), WRITES)
def test_a_supplier_cannot_change_records_below_those_of_others(supplier, verb, path, body):
    assert supplier.refused(verb, path, body) in (FORBIDDEN, MISSING)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/catalogs/assignments", {"CatalogID": "c", "BuyerID": "acme"}),
        ("/catalogs/productassignments", {"CatalogID": "c", "ProductID": "p"}),
        ("/products/assignments", {"ProductID": "p", "BuyerID": "acme"}),
        ("/productfacets", {"Name": "F", "MinCount": 1}),
    ],
)
def test_a_buyer_user_cannot_assign_records_of_sellers(buyer, path, body):
    assert buyer.refused("POST", path, body) == FORBIDDEN


@pytest.mark.parametrize(
    ("save", "body", "delete"),
    [
        (
            "/catalogs/assignments",
            {"CatalogID": "c", "BuyerID": "acme"},
            "/catalogs/c/assignments?buyerID=acme",
        ),
        (
            "/catalogs/productassignments",
            {"CatalogID": "c", "ProductID": "p"},
            "/catalogs/c/productassignments/p",
        ),
        ("/specs/productassignments", {"SpecID": "s", "ProductID": "p"}, "/specs/s/productassignments/p"),
        (
            "/products/assignments",
            {"ProductID": "p", "BuyerID": "acme", "PriceScheduleID": "ps", "SellerID": "SELLER"},
            "/products/p/assignments/acme?sellerID=SELLER",
        ),
    ],
)
def test_a_supplier_cannot_assign_records_of_others(companies, supplier, save, body, delete):
    seller = companies.organization.portal_id
    body = {name: seller if value == "SELLER" else value for name, value in body.items()}
    assert supplier.refused("POST", save, body) in (FORBIDDEN, MISSING)
    companies.post(save, body)
    assert supplier.refused("DELETE", delete.replace("SELLER", seller)) in (FORBIDDEN, MISSING)
    assert companies.call("DELETE", delete.replace("SELLER", seller)).status_code == 204


def test_a_supplier_can_assign_its_own_records(companies, supplier):
    supplier.post("/catalogs", {"ID": "own", "Name": "Own"})
    supplier.post("/products", {"ID": "own-p", "Name": "Own"})
    supplier.post("/priceschedules", {"ID": "own", "PriceBreaks": [{"Quantity": 1, "Price": 2}], "Name": "O"})
    supplier.post("/catalogs/assignments", {"CatalogID": "own", "BuyerID": "acme"})
    supplier.post("/catalogs/productassignments", {"CatalogID": "own", "ProductID": "own-p"})
    body = {"ProductID": "own-p", "BuyerID": "acme", "PriceScheduleID": "own"}
    supplier.post("/products/assignments", body)
    (assignment,) = companies.items("/products/assignments", productID="own-p")
    assert assignment["SellerID"] == "mill"
    assert supplier.call("DELETE", "/products/own-p/assignments/acme").status_code == 204
    assert supplier.call("DELETE", "/catalogs/own/productassignments/own-p").status_code == 204


def test_a_supplier_manages_all_records_below_its_own(supplier):
    supplier.post("/catalogs", {"ID": "own", "Name": "Own"})
    assert supplier.post("/catalogs/own/categories", {"ID": "x", "Name": "X"})["ID"] == "x"
    supplier.post("/priceschedules", {"ID": "own", "Name": "Own"})
    assert supplier.post("/priceschedules/own/PriceBreaks", {"Quantity": 1, "Price": 2})
    supplier.post("/products", {"ID": "own", "Name": "Own"})
    assert supplier.post("/products/own/variants/generate")["ID"] == "own"


def test_a_supplier_manages_the_stock_of_a_linked_product(companies, supplier):
    companies.put("/products/p/suppliers/mill")
    created = supplier.post("/products/p/inventoryrecords", {"AddressID": "yard", "QuantityAvailable": 4})
    assert (created["OwnerID"], created["Address"]["ID"]) == ("mill", "yard")
    assert supplier.refused("POST", "/products/p/variants/generate") == FORBIDDEN


def test_stock_is_at_an_address_of_its_owner(companies, supplier):
    companies.post("/addresses", address("depot"))
    companies.put("/products/p/suppliers/mill")
    body = {"AddressID": "depot", "QuantityAvailable": 4}
    assert supplier.refused("POST", "/products/p/inventoryrecords", body) == MISSING
    assert companies.post("/products/p/inventoryrecords", body)["Address"]["ID"] == "depot"


def test_ids_of_records_with_an_owner_are_unique_across_owners(companies, supplier):
    taken = (409, "IdExists")
    for path in ("/products", "/catalogs", "/priceschedules", "/specs"):
        id_ = companies.ids(path)[0]
        assert supplier.refused("POST", path, {"ID": id_, "Name": "N"}) == taken
