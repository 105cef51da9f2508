"""Child products: what they inherit from their parent, and what parents and children refuse."""

import pytest

from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def family(seller_api):
    """Create a parent product with a child."""
    seller_api.post("/priceschedules", {"ID": "p", "Name": "P", "PriceBreaks": [{"Quantity": 1, "Price": 9}]})
    parent = {"Name": "Shirt", "Active": True, "IsParent": True, "DefaultPriceScheduleID": "p"}
    seller_api.post("/products", {"ID": "shirt", "xp": {"colour": {"a": 1}, "fit": "slim"}} | parent)
    seller_api.post(
        "/products", {"ID": "red", "ParentID": "shirt", "Name": "Red", "xp": {"colour": {"b": 2}}}
    )
    return seller_api


def test_a_child_inherits_what_it_does_not_set_and_keys_of_xp(family):
    red = family.get("/products/red")
    assert (red["Name"], red["Active"], red["DefaultPriceScheduleID"]) == ("Red", True, "p")
    assert red["xp"] == {"colour": {"b": 2}, "fit": "slim"}


def test_a_child_follows_changes_of_what_it_inherits(family):
    family.patch("/products/shirt", {"Description": "new", "Name": "Vest", "xp": {"fit": "wide"}})
    red = family.get("/products/red")
    assert (red["Description"], red["Name"], red["xp"]["fit"]) == ("new", "Red", "wide")


def test_a_child_counts_the_specs_of_its_parent_with_its_own(family):
    for spec in ("fit", "print", "wash"):
        family.post("/specs", {"ID": spec, "Name": spec})
    for product, spec in (("shirt", "fit"), ("shirt", "print"), ("red", "print"), ("red", "wash")):
        family.post("/specs/productassignments", {"SpecID": spec, "ProductID": product})
    counts = {product["ID"]: product["SpecCount"] for product in family.items("/products")}
    assert counts == {"shirt": 2, "red": 3}


def test_null_restores_what_a_child_inherits(family):
    family.patch("/products/red", {"Description": "own"})
    family.patch("/products/shirt", {"Description": "of the parent"})
    assert family.get("/products/red")["Description"] == "own"
    assert family.patch("/products/red", {"Description": None})["Description"] == "of the parent"


def test_a_child_of_an_inactive_parent_is_inactive(family):
    family.patch("/products/shirt", {"Active": False})
    assert family.get("/products/red")["Active"] is False
    assert family.patch("/products/red", {"Active": True})["Active"] is False


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("PATCH", "/products/red", {"IsParent": True}, "Product.ParentProductCannotHaveParent"),
        ("POST", "/products", {"Name": "x", "ParentID": "red"}, "Product.IsNotParent"),
        ("PATCH", "/products/shirt", {"IsParent": False}, "Product.CannotModifyIsParent"),
        ("PATCH", "/products/lonely", {"IsParent": False, "ParentID": "lonely"}, "Product.IsNotParent"),
        (
            "POST",
            "/catalogs/productassignments",
            {"CatalogID": "c", "ProductID": "red"},
            "Category.CannotAssignChildProduct",
        ),
        ("POST", "/products/red/variants/generate", None, "Product.ParentChildProductsCannotHaveVariants"),
    ],
)
def test_families_of_products_refuse(family, method, path, body, code):
    family.post("/catalogs", {"ID": "c", "Name": "C"})
    family.post("/products", {"ID": "lonely", "Name": "L", "IsParent": True})
    assert family.refused(method, path, body) == (400, code)


def test_a_parent_with_children_is_not_deleted(family):
    assert family.refused("DELETE", "/products/shirt") == (409, "Product.CannotDeleteParentProduct")


def test_a_buyer_sees_a_child_where_its_parent_is_and_buys_only_the_child(family):
    family.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    family.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "shirt"})
    client = create_open_client(family)
    ann = signed_in_user(family, "/buyers/acme/users", "ann", ["Shopper"], client, BuyerID="acme")
    assert sorted(ann.ids("/me/products")) == ["red", "shirt"]
    assert sorted(family.ids("/products", catalogID="acme")) == ["red", "shirt"]
    order = ann.post("/orders/outgoing", {})["ID"]
    path = f"/orders/outgoing/{order}/lineitems"
    assert ann.post(path, {"ProductID": "red", "Quantity": 1})["UnitPrice"] == 9
    refused = ann.refused("POST", path, {"ProductID": "shirt", "Quantity": 1})
    assert refused == (400, "LineItem.CannotPurchaseParentProduct")
