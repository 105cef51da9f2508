"""Queries from the vendor's articles: dates, comparisons, child records, wildcards."""

import pytest

from environments.emulator.queries.filter_expressions import matches
from tests.environments.emulator.api_client import address
from tests.environments.emulator.users import create_open_client, signed_in_user


def listed(api, path_and_query: str) -> list[str]:
    """Return the ids of a list, with its query sent unencoded."""
    response = api.session.get(
        f"{api.base_url}/v1{path_and_query}", headers={"Authorization": f"Bearer {api.token}"}
    )
    assert response.ok, response.text
    return [item["ID"] for item in response.json()["Items"]]


@pytest.mark.parametrize(
    "query",
    [
        "DateCreated=>1/1/2022",
        "DateCreated=>01-01-2022",
        "DateCreated=>1/31/2022 10:30",
        "DateCreated=!<1/31/2022",
        "DateCreated>1/1/2022",
        "DateCreated>=1/1/2022",
        "datecreated>2022-01-01",
    ],
)
def test_a_date_is_written_month_first_too(seller_api, query):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    assert listed(seller_api, f"/buyers?{query}") == ["b"]
    assert listed(seller_api, f"/buyers?{query.replace('>', '<').replace('!<', '<')}") == []


@pytest.mark.parametrize("text", ["13/1/2022", "1-1/2022", "1/1/22", "31.1.2022"])
def test_another_date_order_is_not_a_date(seller_api, text):
    assert seller_api.refused("GET", "/buyers", DateCreated=f">{text}") == (400, "List.InvalidType")


def test_text_that_looks_like_a_date_is_compared_as_text():
    assert matches("1/2/2022", "1/2/2022")
    assert not matches("1/2/2022", "2022-01-02x")
    assert matches("01-02-2022", "2022-01-02")


# arrays and child records


def test_properties_inside_an_array_of_objects_are_filtered(seller_api):
    for id_, price in (("low", 5), ("high", 50)):
        steps = [{"Quantity": 1, "Price": price}, {"Quantity": 10, "Price": price - 1}]
        seller_api.post("/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": steps})
    assert seller_api.ids("/priceschedules", **{"PriceBreaks.Price": "4"}) == ["low"]
    assert seller_api.ids("/priceschedules", **{"pricebreaks.price": ">10"}) == ["high"]
    assert seller_api.ids("/priceschedules", **{"PriceBreaks.Price": "!4"}) == ["high"]
    assert seller_api.ids("/priceschedules", **{"PriceBreaks.SalePrice": "*"}) == []
    assert seller_api.refused("GET", "/priceschedules", **{"PriceBreaks.Nothing": "1"})[0] == 400


@pytest.mark.parametrize("path", ["/products", "/usergroups"])
def test_objects_inside_an_array_of_xp_are_filtered(seller_api, path):
    sizes = [{"Name": "S", "Stock": {"Left": 2}}, {"Name": "L", "Stock": {"Left": 9}}]
    seller_api.post(path, {"ID": "a", "Name": "A", "xp": {"Sizes": sizes, "Odd[0]": "x"}})
    seller_api.post(path, {"ID": "b", "Name": "B", "xp": {"Sizes": [{"Name": "M"}]}})
    assert seller_api.ids(path, **{"xp.Sizes.Name": "L"}) == ["a"]
    assert seller_api.ids(path, **{"xp.sizes.stock.left": ">5"}) == ["a"]
    assert seller_api.ids(path, **{"xp.Sizes.Name": "!s"}) == ["b"]
    assert seller_api.ids(path, **{"xp.Sizes.Stock.Left": "!*"}) == ["b"]


@pytest.fixture
def stocked(seller_api):
    """Create fans in the north and the south, lamps in the south only, and a stool without inventory."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    for place in ("north", "south"):
        seller_api.post("/addresses", address(place))
    steps = [{"Quantity": 1, "Price": 5}]
    seller_api.post("/priceschedules", {"ID": "five", "Name": "Five", "PriceBreaks": steps})
    for product, places in (("fan", {"north": 2, "south": 9}), ("lamp", {"south": 7}), ("stool", {})):
        body = {"ID": product, "Name": product, "Active": True, "DefaultPriceScheduleID": "five"}
        seller_api.post("/products", body)
        seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": product})
        for place, quantity in places.items():
            record = {"AddressID": place, "QuantityAvailable": quantity, "xp": {"Dock": place[0]}}
            seller_api.post(f"/products/{product}/inventoryrecords", record)
    return seller_api


@pytest.mark.parametrize("name", ["InventoryRecords", "inventoryrecord"])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{0}.AddressID=north|south", "fan lamp"),
        ("{0}.AddressID=north", "fan"),
        ("{0}.QuantityAvailable=>5", "fan lamp"),
        # filters of one child record
        ("{0}.AddressID=north&{0}.QuantityAvailable=>5", ""),
        ("{0}.AddressID=south&{0}.QuantityAvailable=>7", "fan"),
        ("{0}.AddressID=!north", "lamp stool"),
        ("{0}.AddressID=!*", "stool"),
        ("{0}.xp.Dock=N", "fan"),
        ("{0}.AddressID|Name=north|stool", "fan stool"),
        ("{0}.AddressID=south&SpecCount=0&Name=l*", "lamp"),
    ],
)
def test_products_are_filtered_by_their_inventory_records(stocked, name, query, expected):
    query = query.format(name)
    assert listed(stocked, f"/products?sortBy=ID&{query}") == expected.split()


def test_a_shopper_filters_products_by_their_inventory_records(stocked):
    client = create_open_client(stocked)
    sally = signed_in_user(stocked, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")
    query = "InventoryRecords.AddressID=north|south&InventoryRecords.QuantityAvailable=>8"
    assert listed(sally, f"/me/products?{query}") == ["fan"]


def test_a_filter_by_inventory_records_is_checked_as_others_are(seller_api):
    wrong = {"InventoryRecords.QuantityAvailable": "many"}
    assert seller_api.refused("GET", "/products", **wrong) == (400, "List.InvalidType")
    assert seller_api.refused("GET", "/products", **{"InventoryRecords.Colour": "a"})[0] == 400
    assert seller_api.refused("GET", "/products", InventoryRecords="a")[0] == 400


def test_orders_are_filtered_by_their_line_items(stocked):
    stocked.put("/priceschedules/list", {"Name": "List", "PriceBreaks": [{"Quantity": 1, "Price": 5}]})
    for product in ("fan", "lamp"):
        stocked.patch(f"/products/{product}", {"DefaultPriceScheduleID": "list"})
    client = create_open_client(stocked)
    sally = signed_in_user(stocked, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")
    for order, products in (("one", ["fan", "lamp"]), ("two", ["lamp"])):
        sally.put(f"/orders/outgoing/{order}", {})
        for product in products:
            sally.post(f"/orders/outgoing/{order}/lineitems", {"ProductID": product, "Quantity": 1})
        sally.post(f"/orders/outgoing/{order}/submit")
    assert listed(stocked, "/orders/incoming?LineItems.Product.ID=fan") == ["one"]
    assert listed(stocked, "/orders/incoming?lineitems.product.name=L*&sortBy=ID") == ["one", "two"]
    assert listed(stocked, "/orders/incoming?LineItems.ProductID=!fan") == ["two"]
    assert listed(sally, "/me/orders?LineItems.Product.ID=fan") == ["one"]
    found = stocked.session.get(
        f"{stocked.base_url}/v1/lineitems/incoming?Product.ID=fan&Order.DateSubmitted>1/1/2022",
        headers={"Authorization": f"Bearer {stocked.token}"},
    ).json()["Items"]
    assert [line["OrderID"] for line in found] == ["one"]


# searchOn


@pytest.mark.parametrize("path", ["/products", "/usergroups"])
@pytest.mark.parametrize(
    ("names", "search", "expected"),
    [
        ("xp.foo.*", "deep", "a"),
        ("xp.foo.*", "oak", "a b"),
        ("xp.FOO.*", "DEEP", "a"),
        ("xp.foo.bar*", "oak", "b"),
        ("xp.*", "elm", "a"),
        ("xp.*.name", "oak", "a"),
        ("Name,xp.foo.*", "Chair", "b"),
        ("xp.foo.*", "elm", ""),
        ("xp.foo.*", "12", "b"),
    ],
)
def test_search_on_accepts_wildcards_in_xp(seller_api, path, names, search, expected):
    leaf = {"foo": {"wood": [{"name": "Oak"}], "a": {"b": "very deep"}}, "bar": "elm"}
    seller_api.post(path, {"ID": "a", "Name": "Table", "xp": leaf})
    seller_api.post(path, {"ID": "b", "Name": "Chair", "xp": {"foo": {"barrel": "oak", "n": 12}}})
    seller_api.post(path, {"ID": "c", "Name": "Plain"})
    assert seller_api.ids(path, search=search, searchOn=names, sortBy="ID") == expected.split()


def test_an_exact_phrase_stays_within_one_value(seller_api):
    xp = {"foo": {"a": "red oak", "b": "old elm"}}
    seller_api.post("/products", {"ID": "a", "Name": "A", "xp": xp})

    def found(phrase: str) -> list[str]:
        return seller_api.ids("/products", search=phrase, searchOn="xp.foo.*", searchType="ExactPhrase")

    assert (found("red oak"), found("oak old"), found("red oa")) == (["a"], [], [])


def test_sort_by_rejects_wildcards(seller_api):
    assert seller_api.refused("GET", "/products", sortBy="xp.foo.*") == (400, "List.InvalidSortProperty")
