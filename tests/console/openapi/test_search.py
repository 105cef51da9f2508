"""The search of operations."""

import pytest


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("prodcuts list", "Products.List"),
        ("list prodcts", "Products.List"),
        ("list produts", "Products.List"),
        ("craete webhok", "Webhooks.Create"),
        ("inventroy recrods list", "InventoryRecords.List"),
        ("Products.List", "Products.List"),
        ("products.list", "Products.List"),
        ("client.Products.ListAsync", "Products.List"),
        ("OrderCloud.Products.Get('x')", "Products.Get"),
        ("Me.ListProducts", "Me.ListProducts"),
    ],
)
def test_the_first_search_result_is_the_expected_one(catalogue, typed, first):
    assert catalogue.search(typed)[0].id == first


@pytest.mark.parametrize("typed", ["zzz list", "lsit xyzzy", "qwertyuiop", "lst"])
def test_a_search_without_similar_names_finds_nothing(catalogue, typed):
    assert catalogue.search(typed) == []


def test_typos_are_tolerated_only_without_exact_matches(catalogue):
    exact = catalogue.search("list products")
    assert all("product" in f"{one.name} {one.path}".lower() for one in exact)
