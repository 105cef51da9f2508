"""Products, price schedules, and product lists by catalog, category and supplier."""

import pytest

# product lists by catalog, category and supplier


def test_a_product_of_a_category_belongs_to_its_catalog(tree):
    tree.post("/products", {"ID": "p", "Name": "P"})
    body = {"CategoryID": "a", "ProductID": "p"}
    for _ in range(2):
        tree.post("/catalogs/c/categories/productassignments", body)
    found = tree.items("/catalogs/productassignments")
    assert found == [{"CatalogID": "c", "ProductID": "p"}]
    assert tree.ids("/products", catalogID="c") == ["p"]


def test_products_are_filtered_by_catalog_and_category(tree):
    tree.post("/suppliers", {"ID": "s", "Name": "S"})
    for id_ in ("p1", "p2", "p3"):
        tree.post("/products", {"ID": id_, "Name": id_})
    tree.post("/catalogs/productassignments", {"CatalogID": "c", "ProductID": "p1"})
    tree.post("/catalogs/c/categories/productassignments", {"CategoryID": "a", "ProductID": "p2"})
    tree.put("/products/p3/suppliers/s")
    assert tree.ids("/products", catalogID="c") == ["p1", "p2"]
    assert tree.ids("/products", catalogID="!c", sortBy="ID") == ["p3"]
    assert tree.ids("/products", catalogID="c", categoryID="a") == ["p2"]
    assert tree.ids("/products", supplierID="s") == ["p3"]
    assert tree.refused("GET", "/products", categoryID="a") == (
        400,
        "Product.CategoryFilterRequiresCatalogID",
    )


def test_a_default_supplier_is_linked_automatically(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    seller_api.post("/products", {"ID": "p", "Name": "P", "DefaultSupplierID": "S"})
    assert seller_api.ids("/products/p/suppliers") == ["s"]


# price schedules


def test_price_breaks_are_ordered_and_unique_by_quantity(seller_api):
    steps = [{"Quantity": 10, "Price": 5}, {"Quantity": 1, "Price": 7}]
    created = seller_api.post("/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": steps})
    assert [s["Quantity"] for s in created["PriceBreaks"]] == [1, 10]
    double = {"Name": "PS", "PriceBreaks": [steps[0], steps[0]]}
    assert seller_api.refused("POST", "/priceschedules", double) == (
        400,
        "PriceSchedule.DuplicatePriceBreaks",
    )


def test_a_price_break_is_saved_over_one_of_the_same_quantity(seller_api):
    seller_api.post(
        "/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": [{"Quantity": 1, "Price": 7}]}
    )
    for price in (6, 5):
        response = seller_api.call("POST", "/priceschedules/ps/PriceBreaks", {"Quantity": 2, "Price": price})
        assert response.status_code == 201
    assert [s["Price"] for s in seller_api.get("/priceschedules/ps")["PriceBreaks"]] == [7, 5]
    seller_api.delete("/priceschedules/ps/PriceBreaks", quantity=2)
    assert len(seller_api.get("/priceschedules/ps")["PriceBreaks"]) == 1
    assert seller_api.refused("DELETE", "/priceschedules/ps/PriceBreaks", quantity=2) == (404, "NotFound")
    assert seller_api.refused("DELETE", "/priceschedules/ps/PriceBreaks") == (400, "RequiredField")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"MinQuantity": 5, "MaxQuantity": 4}, "PriceSchedule.MinGreaterThanMax"),
        ({"SaleStart": "2024-02-01", "SaleEnd": "2024-01-01"}, "PriceSchedule.InvalidSaleStartOrSaleEnd"),
    ],
)
def test_an_inconsistent_price_schedule_is_rejected(seller_api, body, code):
    assert seller_api.refused("POST", "/priceschedules", {"Name": "PS"} | body) == (400, code)


@pytest.mark.parametrize(
    ("start", "end", "on_sale"),
    [
        ("2020-01-01", None, True),
        (None, "2020-01-01", False),
        ("2999-01-01", None, False),
        (None, None, False),
    ],
)
def test_a_sale_runs_from_its_start_to_its_end(seller_api, start, end, on_sale):
    step = {"Quantity": 1, "Price": 7, "SalePrice": 5}
    body = {"Name": "PS", "SaleStart": start, "SaleEnd": end, "PriceBreaks": [step]}
    assert seller_api.post("/priceschedules", body)["IsOnSale"] is on_sale
