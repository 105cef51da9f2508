"""Synchronization of entities and products: on changes, paused, and by command."""

import pytest

SYNC = "/integrations/entitysync/buyers"
BOTH = {"SyncEntityChanged": True, "SyncEntityDeleted": True}


@pytest.fixture
def sync(seller_api, kafka_config):
    seller_api.put(SYNC, BOTH | {"DeliveryConfigID": kafka_config})


def names(recorded) -> list[str]:
    return [name for name, _ in recorded()]


def test_created_changed_and_deleted_entities_are_sent(seller_api, sync, recorded):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.patch("/buyers/b", {"Name": "New"})
    seller_api.delete("/buyers/b")
    updated, deleted = "entitysync.buyer.updated", "entitysync.buyer.deleted"
    assert names(recorded) == [updated, updated, deleted]
    assert recorded()[1][1]["Name"] == "New"
    assert recorded()[2][1]["ID"] == "b"


def test_a_call_that_fails_sends_nothing(seller_api, sync, recorded):
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.refused("POST", "/buyers", {"ID": "b", "Name": "B"})
    assert len(recorded()) == 1


def test_changes_during_a_pause_are_merged_and_sent_when_it_ends(seller_api, sync, recorded):
    seller_api.patch(SYNC, {"Paused": True})
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.patch("/buyers/b", {"Name": "New"})
    assert recorded() == []
    seller_api.patch(SYNC, {"Paused": False})
    ((name, body),) = recorded()
    assert (name, body["Name"]) == ("entitysync.buyer.updated", "New")


def test_deletions_are_sent_during_a_pause(seller_api, sync, recorded):
    seller_api.patch(SYNC, {"Paused": True})
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    seller_api.delete("/buyers/b")
    seller_api.patch(SYNC, {"Paused": False})
    assert names(recorded) == ["entitysync.buyer.deleted"]


def test_an_entity_is_synchronized_by_command_whatever_the_settings(seller_api, kafka_config, recorded):
    off = {"SyncEntityChanged": False, "SyncEntityDeleted": False, "DeliveryConfigID": kafka_config}
    seller_api.put(SYNC, off)
    seller_api.post("/buyers", {"ID": "b", "Name": "B"})
    assert recorded() == []
    seller_api.post(f"{SYNC}/sync", {"BuyerID": "b"})
    assert names(recorded) == ["entitysync.buyer.updated"]
    assert seller_api.refused("POST", f"{SYNC}/sync", {"BuyerID": "x"})[0] == 404
    seller_api.patch(f"/integrations/deliveryconfig/{kafka_config}", {"Enabled": False})
    refused = seller_api.refused("POST", f"{SYNC}/sync", {"BuyerID": "b"})
    assert refused == (400, "DeliveryConfig.ConfigurationDisabled")


def test_a_product_is_sent_with_its_prices_unless_they_are_excluded(seller_api, kafka_config, recorded):
    settings = {"SyncProductChanged": True, "SyncProductDeleted": True, "DeliveryConfigID": kafka_config}
    seller_api.put("/integrations/productsync", settings)
    schedule = {"ID": "s", "Name": "S", "PriceBreaks": [{"Quantity": 1, "Price": 5}]}
    seller_api.post("/priceschedules", schedule)
    seller_api.post("/products", {"ID": "p", "Name": "P", "DefaultPriceScheduleID": "s"})
    seller_api.patch("/integrations/productsync", {"ExcludePriceSchedules": True})
    seller_api.post("/integrations/productsync/sync", {"ProductID": "p"})
    (_, with_prices), (_, without) = recorded()
    assert with_prices["ProductID"] == without["ProductID"] == "p"
    assert with_prices["DefaultPriceSchedule"]["ID"] == "s"
    assert "DefaultPriceSchedule" not in without


@pytest.mark.parametrize(("limited", "sent"), [(False, [9, 8, 5, 4, 0]), (True, [9, 5, 0])])
def test_the_inventory_integration_sends_quantities(seller_api, kafka_config, recorded, limited, sent):
    settings = {"DeliveryConfigID": kafka_config, "LimitNotifications": limited}
    seller_api.put("/integrations/inventory", settings)
    stock = {"Enabled": True, "QuantityAvailable": 9, "NotificationPoint": 5}
    seller_api.post("/products", {"ID": "p", "Name": "P", "Inventory": stock})
    for quantity in (8, 5, 4, 0):
        seller_api.patch("/products/p", {"Inventory": {"QuantityAvailable": quantity}})
    quantities = [body["QuantityAvailable"] for _, body in recorded()]
    assert quantities == sent
