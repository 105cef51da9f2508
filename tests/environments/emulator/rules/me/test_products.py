"""What a buyer user sees through a group of buyers, and which sellers have a product."""

import pytest


@pytest.fixture
def grouped(shop):
    """Put the buyer into a group, to which a catalog with a product is assigned."""
    shop.post("/catalogs", {"ID": "shared", "Name": "Shared", "Active": True})
    shop.post("/products", {"ID": "common", "Name": "Common", "Active": True})
    shop.post("/catalogs/productassignments", {"CatalogID": "shared", "ProductID": "common"})
    shop.post("/catalogs/shared/categories", {"ID": "all", "Name": "All", "Active": True})
    shop.post("/buyergroups", {"ID": "g", "Name": "G", "DefaultCatalogID": "shared"})
    body = {"CatalogID": "shared", "BuyerGroupID": "g", "ViewAllProducts": True, "ViewAllCategories": True}
    shop.post("/catalogs/assignments", body)
    shop.patch("/buyers/acme", {"GroupID": "g"})
    return shop


def test_members_of_a_group_see_its_catalogs(grouped, sally):
    assert sally.ids("/me/catalogs") == ["open", "picky", "shared"]
    assert sally.get("/me/products/common")["ID"] == "common"
    grouped.patch("/buyers/acme", {"GroupID": None})
    assert sally.ids("/me/catalogs") == ["open", "picky"]
    assert sally.refused("GET", "/me/products/common") == (404, "NotFound")


def test_an_assignment_to_the_buyer_adds_to_that_of_its_group(grouped, sally):
    grouped.post("/catalogs/assignments", {"CatalogID": "shared", "BuyerID": "acme"})
    assert sally.get("/me/products/common")["ID"] == "common"
    assert sally.ids("/me/catalogs", ID="shared") == ["shared"]


def test_the_default_catalog_of_a_group_serves_members_without_one(grouped, sally):
    grouped.patch("/buyers/acme", {"DefaultCatalogID": None})
    assert sally.ids("/me/categories") == ["all"]
    assert sally.get("/me")["Buyer"]["DefaultCatalogID"] == "shared"
    grouped.patch("/buyers/acme", {"DefaultCatalogID": "open"})
    assert sally.ids("/me/categories") == []


def test_a_new_buyer_of_a_group_with_a_default_catalog_gets_none_of_its_own(grouped):
    buyer = grouped.post("/buyers", {"ID": "new", "Name": "New", "GroupID": "g"})
    assert buyer["DefaultCatalogID"] is None
    assert "new" not in grouped.ids("/catalogs", pageSize=100)


def test_sellers_of_a_product_are_the_marketplace_and_its_open_suppliers(shop, sally, marketplace):
    for id_ in ("open", "closed"):
        shop.post("/suppliers", {"ID": id_, "Name": id_, "Active": True, "AllBuyersCanOrder": id_ == "open"})
        shop.post("/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": [{"Quantity": 1, "Price": 7}]})
        shop.put(f"/products/open-1/suppliers/{id_}", defaultPriceScheduleID=id_)
    sellers = {seller["ID"]: seller["PriceSchedule"] for seller in sally.items("/me/products/open-1/sellers")}
    assert len(sellers) == 2
    assert sellers["open"]["PriceBreaks"][0]["Price"] == 7
    assert sellers["open"]["Discount"] is None
