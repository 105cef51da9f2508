"""Line items: copied product fields, prices and stock."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order


def test_a_line_item_stores_its_product_and_totals(shop, sally):
    id_ = create_order(sally, ("fan", 3), ("lamp", 2))
    order = sally.get(f"/orders/outgoing/{id_}")
    assert (order["LineItemCount"], order["Subtotal"], order["Total"]) == (2, 70, 70)
    (fan, lamp) = sally.items(f"/orders/outgoing/{id_}/lineitems", sortBy="ProductID")
    assert (fan["UnitPrice"], fan["LineSubtotal"], fan["LineTotal"]) == (20, 60, 60)
    assert fan["Product"]["Name"] == "fan"
    sally.patch(f"/orders/outgoing/{id_}/lineitems/{lamp['ID']}", {"Quantity": 4})
    sally.delete(f"/orders/outgoing/{id_}/lineitems/{fan['ID']}")
    assert sally.get(f"/orders/outgoing/{id_}")["Total"] == 20


def test_a_product_not_visible_to_the_buyer_cannot_be_ordered(shop, sally):
    shop.post("/products", {"ID": "hidden", "Name": "H", "Active": True})
    id_ = create_order(sally)
    body = {"ProductID": "hidden", "Quantity": 1}
    assert sally.refused("POST", f"/orders/outgoing/{id_}/lineitems", body) == (404, "NotFound")


def test_the_price_follows_the_quantity_and_the_sale(shop, sally):
    steps = [
        {"Quantity": 1, "Price": 10, "SalePrice": 8},
        {"Quantity": 5, "Price": 6.25},
    ]
    shop.put("/priceschedules/fan", {"Name": "F", "PriceBreaks": steps})
    id_ = create_order(sally, ("fan", 1))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    assert line["UnitPrice"] == 10
    assert sally.patch(path, {"Quantity": 5})["LineTotal"] == 31.25
    shop.patch("/priceschedules/fan", {"SaleStart": "2020-01-01"})
    assert sally.patch(path, {"Quantity": 2})["UnitPrice"] == 8


def test_quantities_are_limited_by_the_price_schedule(shop, sally):
    shop.patch("/priceschedules/fan", {"MinQuantity": 2, "MaxQuantity": 4})
    id_ = create_order(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    for quantity, reason in ((1, "CannotBeLessThanMin"), (5, "CannotExceedMax")):
        (error,) = sally.call("POST", path, {"ProductID": "fan", "Quantity": quantity}).json()["Errors"]
        assert error["ErrorCode"] == f"PriceSchedule.{reason}"
        assert error["Data"] == {"MinQuantity": 2, "MaxQuantity": 4}
    shop.patch("/priceschedules/fan", {"MinQuantity": 1, "MaxQuantity": None, "RestrictedQuantity": True})
    refused = sally.refused("POST", path, {"ProductID": "fan", "Quantity": 2})
    assert refused == (400, "PriceSchedule.QuantityNotAllowed")
    shop.patch("/priceschedules/lamp", {"MaxQuantity": 4, "UseCumulativeQuantity": True})
    sally.post(path, {"ProductID": "lamp", "Quantity": 3})
    refused = sally.refused("POST", path, {"ProductID": "lamp", "Quantity": 2})
    assert refused == (400, "PriceSchedule.CumulativeCannotExceedMax")
    assert sally.post(path, {"ProductID": "fan", "Quantity": 1})


def test_options_add_to_the_price_and_choose_the_variant(shop, sally):
    shop.post("/specs", {"ID": "size", "Name": "Size", "DefinesVariant": True, "Required": True})
    markups = (("S", "NoMarkup", None), ("L", "AmountPerQuantity", 2), ("XL", "Percentage", 50))
    for option, kind, markup in markups:
        body = {"ID": option, "Value": option, "PriceMarkupType": kind, "PriceMarkup": markup}
        shop.post("/specs/size/options", body)
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "fan"})
    shop.post("/products/fan/variants/generate")
    id_ = create_order(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    body = {"ProductID": "fan", "Quantity": 2}
    large = sally.post(path, body | {"Specs": [{"SpecID": "size", "OptionID": "L"}]})
    assert (large["UnitPrice"], large["Variant"]["ID"], large["Specs"][0]["Name"]) == (22, "fan-L", "Size")
    huge = sally.post(path, body | {"Specs": [{"SpecID": "size", "OptionID": "XL"}]})
    assert huge["UnitPrice"] == 30
    wrong = body | {"Specs": [{"SpecID": "size", "OptionID": "XXL"}]}
    assert sally.refused("POST", path, wrong) == (400, "Spec.OptionNotFound")


def test_all_missing_required_specs_are_reported(shop, sally):
    for spec in ("size", "colour"):
        shop.post("/specs", {"ID": spec, "Name": spec, "Required": True, "AllowOpenText": True})
        shop.post("/specs/productassignments", {"SpecID": spec, "ProductID": "fan"})
    path = f"/orders/outgoing/{create_order(sally)}/lineitems"
    (error,) = sally.call("POST", path, {"ProductID": "fan", "Quantity": 1}).json()["Errors"]
    assert error["ErrorCode"] == "Spec.OneOrMoreRequiresValue"
    assert set(error["Data"]["Specs"]) == {"size", "colour"}
    given = [{"SpecID": "size", "Value": "L"}]
    (error,) = sally.call("POST", path, {"ProductID": "fan", "Quantity": 1, "Specs": given}).json()["Errors"]
    assert error["Data"] == {"Specs": ["colour"]}


def test_a_unit_price_is_overridden_by_holders_of_the_role_only(shop, sally):
    id_ = create_order(sally)
    body = {"ProductID": "fan", "Quantity": 2, "UnitPrice": 1}
    path = f"/orders/outgoing/{id_}/lineitems"
    assert sally.refused("POST", path, body) == (400, "LineItem.OverrideUnitPricePermission")
    line = shop.post(f"/orders/incoming/{id_}/lineitems", body)
    assert (line["UnitPrice"], line["PriceOverridden"], line["LineTotal"]) == (1, True, 2)
    assert shop.patch(f"/orders/incoming/{id_}/lineitems/{line['ID']}", {"Quantity": 3})["LineTotal"] == 3


def test_stock_is_enforced_and_reduced_at_submission(shop, sally):
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 3}})
    id_ = create_order(sally)
    path = f"/orders/outgoing/{id_}/lineitems"
    body = {"ProductID": "fan", "Quantity": 4}
    assert sally.refused("POST", path, body) == (400, "Inventory.Insufficient")
    sally.post(path, body | {"Quantity": 2})
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert shop.get("/products/fan")["Inventory"]["QuantityAvailable"] == 1


def test_line_items_across_orders_include_their_order(shop, sally):
    id_ = create_order(sally, ("fan", 1), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    found = shop.items("/lineitems/incoming", sortBy="ProductID")
    assert [(line["ProductID"], line["OrderID"], line["Order"]["ID"]) for line in found] == [
        ("fan", id_, id_),
        ("lamp", id_, id_),
    ]


@pytest.mark.parametrize(
    ("search_type", "search", "expected"),
    [
        (None, "fan south", 2),
        ("AllTermsAnyField", "fan north", 1),
        ("AllTermsSameField", "fan north", 0),
        ("ExactPhrase", "fa", 0),
        ("ExactPhrasePrefix", "fa", 1),
    ],
)
def test_line_items_across_orders_are_searched_as_other_lists_are(shop, sally, search_type, search, expected):
    id_ = create_order(sally)
    for line, product in (("north", "fan"), ("south", "lamp")):
        body = {"ID": line, "ProductID": product, "Quantity": 1}
        sally.post(f"/orders/outgoing/{id_}/lineitems", body)
    sally.post(f"/orders/outgoing/{id_}/submit")
    found = shop.get("/lineitems/incoming", searchType=search_type, search=search)
    assert found["Meta"]["TotalCount"] == expected
