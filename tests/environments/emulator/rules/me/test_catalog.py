"""Catalogs, products and prices that a buyer user sees under /me."""

import pytest


def test_catalogs_are_visible_when_assigned_and_active(shop, sally):
    assert sally.ids("/me/catalogs", sortBy="ID") == ["open", "picky"]
    shop.patch("/catalogs/open", {"Active": False})
    assert sally.ids("/me/catalogs") == ["picky"]
    assert sally.refused("GET", "/me/catalogs/open") == (404, "NotFound")
    assert sally.ids("/me/products") == []


def test_a_product_is_visible_in_an_open_catalog_or_by_assignment(shop, sally):
    assert sally.ids("/me/products", sortBy="ID") == ["open-1", "open-2"]
    shop.post("/products/assignments", {"ProductID": "picky-1", "BuyerID": "acme"})
    assert sally.ids("/me/products", catalogID="picky") == ["picky-1"]
    assert sally.refused("GET", "/me/products/picky-2") == (404, "NotFound")


@pytest.mark.parametrize("groups", [True, False])
def test_a_category_assignment_to_a_group_takes_precedence_over_one_to_the_buyer(shop, sally, groups):
    shop.post("/buyers/acme/usergroups", {"ID": "others", "Name": "Others"})
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    shop.post("/catalogs/picky/categories", {"ID": "c", "Name": "C", "Active": True})
    shop.post("/catalogs/picky/categories/productassignments", {"CategoryID": "c", "ProductID": "picky-1"})
    for group, open_ in ((None, not groups), ("vip", groups), ("others", not groups)):
        body = {"CategoryID": "c", "BuyerID": "acme", "UserGroupID": group}
        shop.post(
            "/catalogs/picky/categories/assignments", body | {"Visible": open_, "ViewAllProducts": open_}
        )
    assert sally.ids("/me/categories", catalogID="picky") == (["c"] if groups else [])
    assert sally.ids("/me/products", catalogID="picky") == (["picky-1"] if groups else [])


def test_a_product_is_visible_when_assigned_to_a_group_of_the_user(shop, sally):
    body = {"ProductID": "picky-1", "BuyerID": "acme", "UserGroupID": "vip"}
    shop.post("/products/assignments", body)
    assert sally.refused("GET", "/me/products/picky-1") == (404, "NotFound")
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    assert sally.get("/me/products/picky-1")["ID"] == "picky-1"


def test_an_inactive_product_is_not_visible(shop, sally):
    shop.patch("/products/open-1", {"Active": False})
    assert sally.ids("/me/products") == ["open-2"]


def test_view_all_products_applies_to_child_categories(shop, sally):
    path = "/catalogs/picky/categories"
    shop.post(path, {"ID": "top", "Name": "T", "Active": True})
    shop.post(path, {"ID": "sub", "Name": "S", "Active": True, "ParentID": "top"})
    shop.post(f"{path}/productassignments", {"CategoryID": "sub", "ProductID": "picky-1"})
    assignment = {"CategoryID": "top", "BuyerID": "acme", "Visible": True, "ViewAllProducts": True}
    shop.post(f"{path}/assignments", assignment)
    assert sally.ids("/me/products", catalogID="picky") == ["picky-1"]
    assert sally.ids("/me/categories", catalogID="picky") == ["sub", "top"]
    shop.post(
        f"{path}/assignments", assignment | {"CategoryID": "sub", "Visible": False, "ViewAllProducts": False}
    )
    assert sally.ids("/me/products", catalogID="picky") == []
    assert sally.ids("/me/categories", catalogID="picky") == ["top"]


def test_a_category_below_an_inactive_one_is_not_visible(shop, sally):
    path = "/catalogs/open/categories"
    shop.post(path, {"ID": "top", "Name": "T", "Active": False})
    shop.post(path, {"ID": "sub", "Name": "S", "Active": True, "ParentID": "top"})
    assert sally.ids("/me/categories", catalogID="open") == []
    shop.patch(f"{path}/top", {"Active": True})
    assert sally.ids("/me/categories", catalogID="open", depth="1") == ["top"]
    assert sally.get("/me/categories/sub", catalogID="open")["ParentID"] == "top"


def test_products_of_a_category_include_those_of_its_children(shop, sally):
    path = "/catalogs/open/categories"
    shop.post(path, {"ID": "top", "Name": "T", "Active": True})
    shop.post(path, {"ID": "sub", "Name": "S", "Active": True, "ParentID": "top"})
    shop.post(f"{path}/productassignments", {"CategoryID": "sub", "ProductID": "open-1"})
    shop.post(f"{path}/productassignments", {"CategoryID": "top", "ProductID": "open-2"})
    found = sally.ids("/me/products", catalogID="open", categoryID="top", sortBy="ID")
    assert found == ["open-1", "open-2"]
    assert sally.ids("/me/products", catalogID="open", categoryID="top", depth="1") == ["open-2"]


def test_the_price_is_of_the_group_then_the_buyer_then_the_product(shop, sally):
    for id_, price in (("usual", 3), ("buyers", 2), ("groups", 1)):
        steps = [{"Quantity": 1, "Price": price}]
        shop.post("/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": steps})

    def schedule():
        return sally.get("/me/products/open-1")["PriceSchedule"]

    assert schedule() is None
    shop.patch("/products/open-1", {"DefaultPriceScheduleID": "usual"})
    assert schedule()["ID"] == "usual"
    body = {"ProductID": "open-1", "BuyerID": "acme"}
    shop.post("/products/assignments", body | {"PriceScheduleID": "buyers"})
    assert schedule()["ID"] == "buyers"
    shop.post("/products/assignments", body | {"UserGroupID": "vip", "PriceScheduleID": "groups"})
    shop.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "vip", "UserID": "sally"})
    assert schedule()["ID"] == "groups"
    assert schedule()["PriceBreaks"][0]["Price"] == 1


def test_specs_show_the_defaults_of_the_product(shop, sally):
    shop.post("/specs", {"ID": "text", "Name": "Text", "AllowOpenText": True, "DefaultValue": "usual"})
    body = {"SpecID": "text", "ProductID": "open-1", "DefaultValue": "special"}
    shop.post("/specs/productassignments", body)
    assert sally.get("/me/products/open-1/specs/text")["DefaultValue"] == "special"
    assert sally.items("/me/products/open-1/specs")[0]["DefaultValue"] == "special"


def test_promotions_are_visible_when_active_and_open_or_assigned(shop, sally):
    body = {"EligibleExpression": "true", "ValueExpression": "1"}
    shop.post("/promotions", {"ID": "all", "Code": "A", "AllowAllBuyers": True} | body)
    shop.post("/promotions", {"ID": "some", "Code": "B"} | body)
    past = {"AllowAllBuyers": True, "ExpirationDate": "2020-01-01"}
    shop.post("/promotions", {"ID": "past", "Code": "C"} | past | body)
    assert sally.ids("/me/promotions") == ["all"]
    shop.post("/promotions/assignments", {"PromotionID": "some", "BuyerID": "acme"})
    assert sorted(sally.ids("/me/promotions")) == ["all", "some"]
