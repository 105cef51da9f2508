"""Specs, the variants that they define, and what is in stock."""

import pytest

from tests.environments.emulator.api_client import address


@pytest.fixture
def shirt(seller_api):
    """A product with two specs that define variants, of two and three options."""
    seller_api.post("/products", {"ID": "shirt", "Name": "Shirt"})
    for spec, options in (("colour", ("red", "blue")), ("size", ("S", "M", "L"))):
        seller_api.post("/specs", {"ID": spec, "Name": spec, "DefinesVariant": True, "Required": True})
        for order, option in enumerate(options):
            body = {"ID": option, "Value": option.upper(), "ListOrder": order + 1}
            seller_api.post(f"/specs/{spec}/options", body)
        seller_api.post("/specs/productassignments", {"SpecID": spec, "ProductID": "shirt"})
    return seller_api


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"DefinesVariant": True}, "Spec.MustBeRequired"),
        ({"DefinesVariant": True, "Required": True, "AllowOpenText": True}, "Spec.CannotAllowOpenText"),
        ({"DefaultOptionID": "none"}, "Spec.OptionNotFound"),
    ],
)
def test_a_spec_that_contradicts_itself_is_refused(seller_api, body, code):
    assert seller_api.refused("POST", "/specs", {"Name": "S"} | body) == (400, code)


def test_a_spec_shows_its_options_in_order_and_counts_them(shirt):
    spec = shirt.get("/specs/size")
    assert spec["OptionCount"] == 3
    assert [option["ID"] for option in spec["Options"]] == ["S", "M", "L"]
    assert shirt.get("/products/shirt")["SpecCount"] == 2
    assert shirt.ids("/products/shirt/specs", sortBy="ID") == ["colour", "size"]


def test_a_default_option_is_named_once_it_is_there_and_followed(shirt):
    shirt.patch("/specs/size", {"DefaultOptionID": "m"})
    assert shirt.get("/specs/size")["DefaultOptionID"] == "M"
    shirt.patch("/specs/size/options/M", {"ID": "medium"})
    assert shirt.get("/specs/size")["DefaultOptionID"] == "medium"
    shirt.delete("/specs/size/options/medium")
    assert shirt.get("/specs/size")["DefaultOptionID"] is None


def test_variants_are_every_combination_of_options(shirt):
    answer = shirt.call("POST", "/products/shirt/variants/generate")
    assert (answer.status_code, answer.json()["VariantCount"]) == (201, 6)
    variant = shirt.get("/products/shirt/variants/shirt-red-M")
    assert variant["Active"] is True
    assert [(s["SpecID"], s["OptionID"], s["Value"]) for s in variant["Specs"]] == [
        ("colour", "red", "RED"),
        ("size", "M", "M"),
    ]


def test_generating_again_adds_only_what_is_missing(shirt):
    shirt.post("/products/shirt/variants/generate")
    shirt.patch("/products/shirt/variants/shirt-red-M", {"ID": "mine", "Name": "Mine"})
    shirt.post("/specs/colour/options", {"ID": "green", "Value": "Green"})
    shirt.post("/products/shirt/variants/generate")
    ids = shirt.ids("/products/shirt/variants")
    assert len(ids) == 9
    assert "mine" in ids
    assert "shirt-red-M" not in ids


def test_overwriting_makes_all_variants_anew(shirt):
    shirt.post("/products/shirt/variants/generate")
    shirt.patch("/products/shirt/variants/shirt-red-M", {"ID": "mine"})
    shirt.post("/products/shirt/variants/generate", overwriteExisting="true")
    ids = shirt.ids("/products/shirt/variants")
    assert len(ids) == 6
    assert "shirt-red-M" in ids


def test_a_variant_is_replaced_with_its_options_in_any_order(shirt):
    shirt.post("/products/shirt/variants/generate")
    body = {"ID": "rm", "Name": "Red, M", "Active": False}
    assert shirt.put("/products/shirt/variants/shirt-M-red", body)["ID"] == "rm"
    assert shirt.refused("PUT", "/products/shirt/variants/shirt-XL-red", body) == (404, "NotFound")


def test_too_many_variants_are_refused(shirt):
    shirt.post("/specs", {"ID": "third", "Name": "T", "DefinesVariant": True, "Required": True})
    for number in range(13):
        shirt.post("/specs/size/options", {"ID": f"o{number}", "Value": "v"})
        shirt.post("/specs/third/options", {"ID": f"t{number}", "Value": "v"})
        shirt.post("/specs/colour/options", {"ID": f"c{number}", "Value": "v"})
    shirt.post("/specs/productassignments", {"SpecID": "third", "ProductID": "shirt"})
    path = "/products/shirt/variants/generate"
    assert shirt.refused("POST", path) == (400, "Variant.ExceededLimit")


# inventory


def test_records_of_inventory_add_up_at_the_product(seller_api):
    seller_api.post("/addresses", address("north"))
    seller_api.post("/addresses", address("south"))
    seller_api.post(
        "/products", {"ID": "p", "Name": "P", "Inventory": {"Enabled": True, "QuantityAvailable": 99}}
    )
    for place, count in (("north", 3), ("south", 4)):
        made = seller_api.post(
            "/products/p/inventoryrecords", {"AddressID": place, "QuantityAvailable": count}
        )
        assert made["Address"]["ID"] == place
        assert made["LastUpdated"]
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 7
    seller_api.patch("/products/p", {"Inventory": {"Enabled": True, "QuantityAvailable": 50}})
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 7
    seller_api.delete(f"/products/p/inventoryrecords/{made['ID']}")
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 3


def test_enabled_inventory_without_a_quantity_is_zero(seller_api):
    made = seller_api.post("/products", {"ID": "p", "Name": "P", "Inventory": {"Enabled": True}})
    assert made["Inventory"]["QuantityAvailable"] == 0
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 0
    off = seller_api.post("/products", {"ID": "q", "Name": "Q", "Inventory": {"Enabled": False}})
    assert off["Inventory"]["QuantityAvailable"] is None
    assert (
        seller_api.patch("/products/q", {"Inventory": {"Enabled": True}})["Inventory"]["QuantityAvailable"]
        == 0
    )


def test_a_variant_of_enabled_inventory_without_a_quantity_has_zero(shirt):
    shirt.patch("/products/shirt", {"Inventory": {"Enabled": True, "VariantLevelTracking": True}})
    shirt.post("/products/shirt/variants/generate")
    made = shirt.patch("/products/shirt/variants/shirt-red-M", {"Inventory": {}})
    assert made["Inventory"]["QuantityAvailable"] == 0


def test_a_product_without_inventory_has_inventory_records(seller_api):
    """They stand on their own: nothing is counted at the product until it tracks its stock."""
    seller_api.post("/addresses", address("depot"))
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    record = {"ID": "r", "AddressID": "depot", "QuantityAvailable": 5}
    made = seller_api.post("/products/p/inventoryrecords", record)
    assert seller_api.items("/products/p/inventoryrecords") == [made]
    assert seller_api.get("/products/p")["Inventory"] is None
    assert (
        seller_api.patch("/products/p", {"Inventory": {"Enabled": True}})["Inventory"]["QuantityAvailable"]
        == 5
    )


def test_inventory_is_kept_at_one_level_only(shirt):
    shirt.post("/addresses", address("depot"))
    shirt.post("/products/shirt/variants/generate")
    variant = "/products/shirt/variants/shirt-red-M/inventoryrecords"
    body = {"AddressID": "depot", "QuantityAvailable": 5}
    wrong = (400, "InventoryConfiguration.CannotCreateInventoryRecord")
    assert shirt.refused("POST", variant, body) == wrong
    shirt.patch("/products/shirt", {"Inventory": {"Enabled": True, "VariantLevelTracking": True}})
    assert shirt.refused("POST", "/products/shirt/inventoryrecords", body) == wrong
    shirt.post(variant, body)
    assert shirt.get("/products/shirt/variants/shirt-red-M")["Inventory"]["QuantityAvailable"] == 5
    assert shirt.get("/products/shirt")["Inventory"]["QuantityAvailable"] == 5
    back = {"Inventory": {"Enabled": True, "VariantLevelTracking": False}}
    assert shirt.refused("PATCH", "/products/shirt", back) == (
        400,
        "InventoryConfiguration.InvalidVariantLevelTracking",
    )
