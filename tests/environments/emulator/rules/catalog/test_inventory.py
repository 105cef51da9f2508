"""Inventory of products and variants."""

from tests.environments.emulator.api_client import address


def test_inventory_records_add_up_at_the_product(seller_api):
    seller_api.post("/addresses", address("north"))
    seller_api.post("/addresses", address("south"))
    seller_api.post(
        "/products", {"ID": "p", "Name": "P", "Inventory": {"Enabled": True, "QuantityAvailable": 99}}
    )
    for place, count in (("north", 3), ("south", 4)):
        created = seller_api.post(
            "/products/p/inventoryrecords", {"AddressID": place, "QuantityAvailable": count}
        )
        assert created["Address"]["ID"] == place
        assert created["LastUpdated"]
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 7
    seller_api.patch("/products/p", {"Inventory": {"Enabled": True, "QuantityAvailable": 50}})
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 7
    seller_api.delete(f"/products/p/inventoryrecords/{created['ID']}")
    assert seller_api.get("/products/p")["Inventory"]["QuantityAvailable"] == 3


def test_enabled_inventory_without_a_quantity_is_zero(seller_api):
    created = seller_api.post("/products", {"ID": "p", "Name": "P", "Inventory": {"Enabled": True}})
    assert created["Inventory"]["QuantityAvailable"] == 0
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
    created = shirt.patch("/products/shirt/variants/shirt-red-M", {"Inventory": {}})
    assert created["Inventory"]["QuantityAvailable"] == 0


def test_a_product_without_inventory_has_inventory_records(seller_api):
    """The records are independent: the product counts nothing until it tracks its inventory."""
    seller_api.post("/addresses", address("depot"))
    seller_api.post("/products", {"ID": "p", "Name": "P"})
    record = {"ID": "r", "AddressID": "depot", "QuantityAvailable": 5}
    created = seller_api.post("/products/p/inventoryrecords", record)
    assert seller_api.items("/products/p/inventoryrecords") == [created]
    assert seller_api.get("/products/p")["Inventory"] is None
    assert (
        seller_api.patch("/products/p", {"Inventory": {"Enabled": True}})["Inventory"]["QuantityAvailable"]
        == 5
    )


def test_inventory_is_at_one_level_only(shirt):
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
