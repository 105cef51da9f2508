"""Bundles: their products, the product that stands for them, and who sees them."""

import pytest

from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def kit(seller_api):
    """Create a bundle of a fan, both in the catalog of a buyer."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/products", {"ID": "fan", "Name": "Fan", "Active": True})
    seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    seller_api.post("/bundles", {"ID": "kit", "Name": "Kit", "Active": True})
    seller_api.post("/bundles/productassignments", {"BundleID": "kit", "ProductID": "fan"})
    seller_api.post("/catalogs/bundleassignments", {"CatalogID": "acme", "BundleID": "kit"})
    return seller_api


def test_a_bundle_is_a_product_of_the_same_id_until_it_is_deleted(kit):
    assert kit.get("/products/kit")["IsBundle"] is True
    kit.patch("/bundles/kit", {"ID": "set", "Name": "Set"})
    assert kit.get("/products/set")["Name"] == "Set"
    assert kit.refused("DELETE", "/products/set") == (400, "Product.CannotModify")
    kit.delete("/bundles/set")
    assert kit.ids("/products") == ["fan"]


def test_the_id_of_a_product_is_refused_for_a_bundle(kit):
    assert kit.refused("POST", "/bundles", {"ID": "fan", "Name": "Fan"}) == (409, "IdExists")


def test_products_are_listed_by_bundle(kit):
    assert kit.ids("/products", BundleID="kit") == ["fan"]
    assert kit.ids("/products", IsBundle="false") == ["fan"]
    assert kit.ids("/bundles", catalogID="acme") == ["kit"]


def test_a_buyer_sees_a_bundle_only_with_all_its_products(kit):
    client = create_open_client(kit)
    ann = signed_in_user(kit, "/buyers/acme/users", "ann", ["Shopper"], client, BuyerID="acme")
    assert sorted(ann.ids("/me/products")) == ["fan", "kit"]
    kit.patch("/products/fan", {"Active": False})
    assert ann.ids("/me/products") == []


def test_a_product_of_a_bundle_is_not_deleted(kit):
    refused = kit.refused("DELETE", "/products/fan")
    assert refused == (409, "Product.CannotDeleteProductAssingedToBundle")


def test_a_bundle_does_not_have_a_parent_beside_its_child(kit):
    kit.patch("/products/fan", {"IsParent": True})
    kit.post("/products", {"ID": "small", "Name": "Small", "ParentID": "fan"})
    body = {"BundleID": "kit", "ProductID": "small"}
    refused = kit.refused("POST", "/bundles/productassignments", body)
    assert refused == (400, "Bundle.ParentProductAssigned")


def test_a_bundle_and_its_products_have_one_owner(kit):
    kit.post("/suppliers", {"ID": "s", "Name": "S", "Active": True})
    kit.post("/products", {"ID": "lamp", "Name": "Lamp", "OwnerID": "s"})
    refused = kit.refused("POST", "/bundles/productassignments", {"BundleID": "kit", "ProductID": "lamp"})
    assert refused == (400, "Bundle.OwnerIDMustMatch")
