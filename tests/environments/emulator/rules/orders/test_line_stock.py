"""The stock of line items: when it is checked, reduced and returned."""

import pytest

from tests.environments.emulator.api_client import Api, address
from tests.environments.emulator.rules.orders.order_helpers import create_order

INSUFFICIENT = (400, "Inventory.Insufficient")


def stock(shop: Api, product: str = "fan") -> int:
    return shop.get(f"/products/{product}")["Inventory"]["QuantityAvailable"]


@pytest.fixture
def five(shop):
    """Set the stock of the shop to five fans."""
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "QuantityAvailable": 5}})
    return shop


@pytest.fixture
def line(five, sally):
    """Submit an order of four fans, and return the seller's path of the line."""
    id_ = create_order(sally, ("fan", 4))
    sally.post(f"/orders/outgoing/{id_}/submit")
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    return f"/orders/incoming/{id_}/lineitems/{line['ID']}"


def test_a_change_without_a_new_quantity_is_not_checked_against_stock(five, line):
    assert five.patch(line, {"xp": {"a": 1}})["xp"] == {"a": 1}
    assert five.patch(line, {"Quantity": 4})["Quantity"] == 4
    assert stock(five) == 1


def test_only_the_difference_of_an_open_order_is_checked_and_booked(five, line):
    assert five.refused("PATCH", line, {"Quantity": 6}) == INSUFFICIENT
    assert stock(five) == 1
    five.patch(line, {"Quantity": 5})
    assert stock(five) == 0
    five.patch(line, {"Quantity": 1})
    assert stock(five) == 4


def test_an_added_or_removed_line_changes_the_stock_of_an_open_order(five, line):
    lines = line.rpartition("/")[0]
    assert five.refused("POST", lines, {"ProductID": "fan", "Quantity": 2}) == INSUFFICIENT
    five.post(lines, {"ProductID": "fan", "Quantity": 1})
    assert stock(five) == 0
    five.delete(line)
    assert stock(five) == 4


def test_an_unsubmitted_order_does_not_change_stock(five, sally):
    id_ = create_order(sally, ("fan", 4))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    path = f"/orders/outgoing/{id_}/lineitems/{line['ID']}"
    assert sally.refused("PATCH", path, {"Quantity": 6}) == INSUFFICIENT
    sally.patch(path, {"Quantity": 5})
    sally.delete(path)
    assert stock(five) == 5


def test_the_stock_of_a_canceled_order_is_not_restored(five, line):
    five.post(f"{line.partition('/lineitems')[0]}/cancel")
    assert stock(five) == 1


def test_missing_stock_blocks_the_submission_and_not_the_change(five, sally):
    id_ = create_order(sally, ("fan", 4))
    (line,) = sally.items(f"/orders/outgoing/{id_}/lineitems")
    five.patch("/products/fan", {"Inventory": {"QuantityAvailable": 2}})
    path = f"/orders/outgoing/{id_}"
    assert sally.patch(f"{path}/lineitems/{line['ID']}", {"xp": {"a": 1}})["xp"] == {"a": 1}
    assert sally.refused("POST", f"{path}/submit") == INSUFFICIENT


def test_the_last_item_in_stock_can_be_ordered(five, sally):
    id_ = create_order(sally, ("fan", 2), ("fan", 3))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert stock(five) == 0


def test_lines_of_one_product_are_checked_together_at_submission(five, sally):
    id_ = create_order(sally, ("fan", 3), ("fan", 3))
    assert sally.refused("POST", f"/orders/outgoing/{id_}/submit") == INSUFFICIENT
    assert stock(five) == 5


@pytest.fixture
def inventory_records(shop):
    """Stock fans at two addresses: two in the north and four in the south."""
    shop.post("/addresses", address("depot"))
    shop.patch("/products/fan", {"Inventory": {"Enabled": True}})
    for place, quantity in (("north", 2), ("south", 4)):
        body = {"ID": place, "AddressID": "depot", "QuantityAvailable": quantity}
        shop.post("/products/fan/inventoryrecords", body)
    return shop


def test_the_inventory_record_of_a_line_can_be_changed_until_submission(inventory_records, sally):
    id_ = create_order(sally)
    lines = f"/orders/outgoing/{id_}/lineitems"
    body = {"ID": "a", "ProductID": "fan", "Quantity": 3, "InventoryRecordID": "south"}
    assert sally.post(lines, body)["InventoryRecordID"] == "south"
    assert sally.refused("PATCH", f"{lines}/a", {"InventoryRecordID": "north"}) == INSUFFICIENT
    sally.patch(f"{lines}/a", {"InventoryRecordID": "north", "Quantity": 2})
    sally.post(f"/orders/outgoing/{id_}/submit")
    left = {
        r["ID"]: r["QuantityAvailable"] for r in inventory_records.items("/products/fan/inventoryrecords")
    }
    assert left == {"north": 0, "south": 4}
    path = f"/orders/incoming/{id_}/lineitems/a"
    for other in ("south", None):
        refused = inventory_records.refused("PATCH", path, {"InventoryRecordID": other})
        assert refused == (400, "Order.CannotModifySubmitted")
    assert inventory_records.patch(path, {"InventoryRecordID": "NORTH", "xp": {"a": 1}})["xp"] == {"a": 1}
    inventory_records.patch(path, {"Quantity": 1})
    assert inventory_records.get("/products/fan/inventoryrecords/north")["QuantityAvailable"] == 1


@pytest.fixture
def variant_stock(shop):
    """Stock fans in two variants: two small ones and three large ones."""
    shop.post("/specs", {"ID": "size", "Name": "Size", "DefinesVariant": True, "Required": True})
    for size in "SL":
        shop.post("/specs/size/options", {"ID": size, "Value": size})
    shop.post("/specs/productassignments", {"SpecID": "size", "ProductID": "fan"})
    shop.patch("/products/fan", {"Inventory": {"Enabled": True, "VariantLevelTracking": True}})
    shop.post("/products/fan/variants/generate")
    for size, quantity in (("S", 2), ("L", 3)):
        stock_of_size = {"Inventory": {"QuantityAvailable": quantity}}
        shop.patch(f"/products/fan/variants/fan-{size}", stock_of_size)
    return shop


def small(quantity: int, **more) -> dict:
    specs = [{"SpecID": "size", "OptionID": "S"}]
    return {"ID": "a", "ProductID": "fan", "Quantity": quantity, "Specs": specs} | more


def left_of_sizes(shop: Api) -> dict[str, int]:
    variants = shop.items("/products/fan/variants")
    return {v["ID"]: v["Inventory"]["QuantityAvailable"] for v in variants}


def test_a_variant_is_sold_from_its_own_stock(variant_stock, sally):
    id_ = create_order(sally)
    lines = f"/orders/outgoing/{id_}/lineitems"
    assert sally.refused("POST", lines, small(3)) == INSUFFICIENT
    sally.post(lines, small(1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert left_of_sizes(variant_stock) == {"fan-S": 1, "fan-L": 3}
    assert stock(variant_stock) == 4
    path = f"/orders/incoming/{id_}/lineitems/a"
    assert variant_stock.refused("PATCH", path, {"Quantity": 3}) == INSUFFICIENT
    variant_stock.patch(path, {"Quantity": 2})
    assert left_of_sizes(variant_stock) == {"fan-S": 0, "fan-L": 3}


def test_a_variant_is_sold_from_the_inventory_record_of_its_line(variant_stock, sally):
    variant_stock.post("/addresses", address("depot"))
    records = "/products/fan/variants/fan-S/inventoryrecords"
    for place, quantity in (("north", 1), ("south", 4)):
        variant_stock.post(records, {"ID": place, "AddressID": "depot", "QuantityAvailable": quantity})
    id_ = create_order(sally)
    lines = f"/orders/outgoing/{id_}/lineitems"
    assert sally.refused("POST", lines, small(2, InventoryRecordID="north")) == INSUFFICIENT
    sally.post(lines, small(2, InventoryRecordID="south"))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert {r["ID"]: r["QuantityAvailable"] for r in variant_stock.items(records)} == {"north": 1, "south": 2}
    assert left_of_sizes(variant_stock) == {"fan-S": 3, "fan-L": 3}
