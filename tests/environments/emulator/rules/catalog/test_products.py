"""Catalogs, categories, products, prices and facets."""

import pytest

# buyers and their catalogs


def test_a_new_buyer_gets_a_catalog_of_its_own(seller_api, marketplace):
    assert seller_api.post("/buyers", {"ID": "b", "Name": "B"})["DefaultCatalogID"] == "b"
    assert seller_api.get("/catalogs/b")["OwnerID"] == marketplace.portal_id
    assert seller_api.items("/catalogs/assignments")[0]["BuyerID"] == "b"


def test_a_buyer_that_names_a_catalog_gets_none(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/buyers", {"ID": "b", "Name": "B", "DefaultCatalogID": "c"})
    assert seller_api.ids("/catalogs") == ["c"]


def test_a_catalog_of_the_buyers_id_stands_in_its_way(seller_api):
    seller_api.post("/catalogs", {"ID": "b", "Name": "C"})
    assert seller_api.refused("POST", "/buyers", {"ID": "b", "Name": "B"}) == (
        400,
        "Buyer.DefaultCatalogAlreadyExists",
    )


# categories


@pytest.fixture
def tree(seller_api):
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    for id_, parent in (("a", None), ("a1", "a"), ("a2", "a"), ("a11", "a1"), ("b", None)):
        seller_api.post("/catalogs/c/categories", {"ID": id_, "Name": id_, "ParentID": parent})
    return seller_api


def test_counts_of_children_are_of_the_next_level(tree):
    assert tree.get("/catalogs/c/categories/a")["ChildCount"] == 2
    assert tree.get("/catalogs/c")["CategoryCount"] == 5


def test_a_category_list_shows_one_level_unless_told_otherwise(tree):
    path = "/catalogs/c/categories"
    assert tree.ids(path) == ["a", "b"]
    assert tree.ids(path, depth="2") == ["a", "a1", "a2", "b"]
    assert tree.ids(path, depth="all") == ["a", "a1", "a11", "a2", "b"]
    assert tree.ids(path, ParentID="a") == ["a1", "a2"]
    assert [c["ParentID"] for c in tree.items(path)] == [None, None]


@pytest.mark.parametrize("depth", ["0", "-1", "deep"])
def test_a_depth_is_a_number_or_all(tree, depth):
    assert tree.refused("GET", "/catalogs/c/categories", depth=depth) == (400, "Category.InvalidDepth")


def test_a_category_cannot_lie_under_itself(tree):
    path = "/catalogs/c/categories/a"
    assert tree.refused("PATCH", path, {"ParentID": "a11"}) == (400, "Category.CircularReference")


# product lists by catalog, category and supplier


def test_a_product_of_a_category_is_one_of_its_catalog(tree):
    tree.post("/products", {"ID": "p", "Name": "P"})
    body = {"CategoryID": "a", "ProductID": "p"}
    for _ in range(2):
        tree.post("/catalogs/c/categories/productassignments", body)
    found = tree.items("/catalogs/productassignments")
    assert found == [{"CatalogID": "c", "ProductID": "p"}]
    assert tree.ids("/products", catalogID="c") == ["p"]


def test_products_are_found_by_where_they_lie(tree):
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


def test_a_default_supplier_is_linked_by_itself(seller_api):
    seller_api.post("/suppliers", {"ID": "s", "Name": "S"})
    seller_api.post("/products", {"ID": "p", "Name": "P", "DefaultSupplierID": "S"})
    assert seller_api.ids("/products/p/suppliers") == ["s"]


# facets


def test_facets_count_the_products_that_a_list_finds(seller_api):
    seller_api.post("/productfacets", {"ID": "Colour", "Name": "Colour", "MinCount": 1})
    seller_api.post("/productfacets", {"ID": "size", "Name": "Size", "XpPath": "Shape.Sizes", "MinCount": 2})
    shapes = [("red", ["S", "M"]), ("red", ["M"]), ("blue", ["L"])]
    for number, (colour, sizes) in enumerate(shapes):
        xp = {"Colour": colour, "Shape": {"Sizes": sizes}}
        seller_api.post("/products", {"ID": f"p{number}", "Name": "P", "xp": xp})
    facets = {f["Name"]: f for f in seller_api.get("/products")["Meta"]["Facets"]}
    assert facets["Colour"]["Values"] == [{"Value": "red", "Count": 2}, {"Value": "blue", "Count": 1}]
    assert facets["Size"]["Values"] == [{"Value": "M", "Count": 2}]
    found = seller_api.get("/products", **{"xp.Colour": "blue"})["Meta"]["Facets"]
    assert found[0]["Values"] == [{"Value": "blue", "Count": 1}]


def test_two_facets_do_not_count_the_same(seller_api):
    seller_api.post("/productfacets", {"ID": "a", "Name": "A", "MinCount": 1})
    body = {"ID": "b", "Name": "B", "MinCount": 1, "XpPath": "a"}
    assert seller_api.refused("POST", "/productfacets", body) == (409, "ProductFacet.XpPathInUse")


# price schedules


def test_price_breaks_are_kept_in_order_and_one_for_each_quantity(seller_api):
    steps = [{"Quantity": 10, "Price": 5}, {"Quantity": 1, "Price": 7}]
    made = seller_api.post("/priceschedules", {"ID": "ps", "Name": "PS", "PriceBreaks": steps})
    assert [s["Quantity"] for s in made["PriceBreaks"]] == [1, 10]
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
        answer = seller_api.call("POST", "/priceschedules/ps/PriceBreaks", {"Quantity": 2, "Price": price})
        assert answer.status_code == 201
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
def test_a_price_schedule_that_contradicts_itself_is_refused(seller_api, body, code):
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


# single things


def test_promotion_codes_and_locales_are_unique(seller_api):
    body = {"Code": "TEN", "EligibleExpression": "true", "ValueExpression": "10"}
    seller_api.post("/promotions", body)
    assert seller_api.refused("POST", "/promotions", body | {"Code": "ten"}) == (409, "Promotion.CodeInUse")
    seller_api.post("/locales", {"Currency": "USD", "Language": "en-US"})
    assert seller_api.refused("POST", "/locales", {"Currency": "usd", "Language": "EN-us"}) == (
        409,
        "Locale.DuplicateLanguageAndCurrency",
    )


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("order.Total >", "Expression.InvalidSyntax"),
        ("1 2", "Expression.InvalidSyntax"),
        ("order.Total ? 5", "Expression.InvalidToken"),
        ("shout(5)", "Expression.InvalidFunction"),
        ("items.any(1, 2)", "Expression.InvalidArguments"),
        ("item.Quantity > 1", "Expression.ItemNotAllowed"),
    ],
)
def test_an_expression_that_cannot_be_read_is_refused(seller_api, expression, code):
    body = {"Code": "X", "EligibleExpression": expression, "ValueExpression": "1"}
    assert seller_api.refused("POST", "/promotions", body) == (400, code)


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("order.Subtotal *", "Expression.InvalidSyntax"),
        ("order.Subtotal > 5", "Expression.InvalidSyntax"),
        ("item.UnitPrice", "Expression.ItemNotAllowed"),
    ],
)
def test_a_promotion_whose_value_is_no_amount_is_not_saved(seller_api, expression, code):
    body = {"Code": "X", "EligibleExpression": "true"}
    refused = seller_api.refused("POST", "/promotions", body | {"ValueExpression": expression})
    assert refused == (400, code)
    id_ = seller_api.post("/promotions", body | {"ValueExpression": "1"})["ID"]
    assert seller_api.refused("PATCH", f"/promotions/{id_}", {"ValueExpression": expression}) == refused


def test_a_promotion_of_line_items_must_say_item(seller_api):
    body = {"Code": "X", "EligibleExpression": "order.Total > 1", "ValueExpression": "1"}
    refused = seller_api.refused("POST", "/promotions", body | {"LineItemLevel": True})
    assert refused == (400, "Expression.ItemRequired")
    id_ = seller_api.post("/promotions", body)["ID"]
    refused = seller_api.refused("PATCH", f"/promotions/{id_}", {"LineItemLevel": True})
    assert refused == (400, "Expression.ItemRequired")


def test_xp_indices_are_put_twice_and_deleted_once(seller_api):
    body = {"ThingType": "Order", "Key": "Colour"}
    for _ in range(2):
        assert seller_api.call("PUT", "/xpindices", body).status_code == 204
    assert seller_api.items("/xpindices") == [body]
    assert seller_api.refused("PUT", "/xpindices", {"ThingType": "Product", "Key": "a"}) == (
        400,
        "ValidationFailure",
    )
    seller_api.delete("/xpindices/order/colour")
    assert seller_api.refused("DELETE", "/xpindices/Order/Colour") == (404, "NotFound")
