"""Inventory records may be limited to buyers and their user groups."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.users import create_open_client, signed_in_user

_RECORDS = "/products/fan/inventoryrecords"


@pytest.fixture
def stocked(seller_api):
    """Create a fan in two warehouses, of which `north` is for some buyers only."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/usergroups", {"ID": "chiefs", "Name": "Chiefs"})
    seller_api.post("/addresses", address("here"))
    seller_api.post("/priceschedules", {"ID": "p", "Name": "P", "PriceBreaks": [{"Quantity": 1, "Price": 1}]})
    fan = {"ID": "fan", "Name": "Fan", "Active": True, "DefaultPriceScheduleID": "p"}
    seller_api.post("/products", fan | {"Inventory": {"Enabled": True}})
    seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": "fan"})
    record = {"AddressID": "here", "QuantityAvailable": 9, "NotificationPoint": 3}
    seller_api.post(_RECORDS, record | {"ID": "north", "AllowAllBuyers": False})
    seller_api.post(_RECORDS, record | {"ID": "south"})
    return seller_api


@pytest.fixture
def sally(stocked):
    client = create_open_client(stocked)
    return signed_in_user(stocked, "/buyers/acme/users", "sally", ["Shopper"], client, BuyerID="acme")


def test_a_record_that_not_all_buyers_see_is_shown_where_it_is_assigned(stocked, sally):
    assert sally.ids("/me/products/fan/inventoryrecords") == ["south"]
    stocked.post(f"{_RECORDS}/assignments", {"InventoryRecordID": "north", "BuyerID": "acme"})
    assert sally.ids("/me/products/fan/inventoryrecords") == ["north", "south"]
    stocked.delete(f"{_RECORDS}/north/assignments", buyerID="acme")
    assert sally.ids("/me/products/fan/inventoryrecords") == ["south"]


def test_a_record_assigned_to_a_user_group_is_shown_to_its_members(stocked, sally):
    assignment = {"InventoryRecordID": "north", "BuyerID": "acme", "UserGroupID": "chiefs"}
    stocked.post(f"{_RECORDS}/assignments", assignment)
    assert sally.ids("/me/products/fan/inventoryrecords") == ["south"]
    stocked.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "chiefs", "UserID": "sally"})
    assert sally.ids("/me/products/fan/inventoryrecords") == ["north", "south"]


def test_addresses_of_records_are_shown_if_asked_for(sally):
    [plain] = sally.items("/me/products/fan/inventoryrecords")
    assert (plain["Address"], plain["NotificationPoint"]) == (None, 3)
    [complete] = sally.items("/me/products/fan/inventoryrecords", includeAddress="true")
    assert complete["Address"]["ID"] == "here"


def test_a_line_takes_its_product_from_a_record_that_the_user_sees(stocked, sally):
    lines = f"/orders/outgoing/{sally.post('/orders/outgoing', {})['ID']}/lineitems"
    line = {"ProductID": "fan", "Quantity": 1}
    refusal = sally.refused("POST", lines, line | {"InventoryRecordID": "north"})
    assert refusal == (404, "NotFound")
    stocked.post(f"{_RECORDS}/assignments", {"InventoryRecordID": "north", "BuyerID": "acme"})
    assert sally.post(lines, line | {"InventoryRecordID": "north"})["InventoryRecordID"] == "north"


def test_a_record_of_an_open_order_cannot_be_deleted(stocked, sally):
    order = sally.post("/orders/outgoing", {})["ID"]
    line = {"ProductID": "fan", "Quantity": 1, "InventoryRecordID": "south"}
    sally.post(f"/orders/outgoing/{order}/lineitems", line)
    sally.post(f"/orders/outgoing/{order}/submit")
    assert stocked.refused("DELETE", f"{_RECORDS}/south") == (409, "InventoryRecord.OpenOrdersExist")
    stocked.post(f"/orders/incoming/{order}/cancel")
    stocked.delete(f"{_RECORDS}/south")
