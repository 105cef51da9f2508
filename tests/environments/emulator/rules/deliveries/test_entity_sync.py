"""Synchronization of entities and products: on changes, paused, and by command."""

import pytest

from tests.environments.emulator.api_client import address, user

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


@pytest.mark.parametrize(
    ("kind", "path", "body", "message"),
    [
        ("adminusers", "/adminusers", user("x"), "adminuser"),
        ("buyers/usergroups", "/buyers/b/usergroups", {"ID": "x", "Name": "X"}, "buyerusergroup"),
        ("buyers/users", "/buyers/b/users", user("x"), "buyeruser"),
        ("catalogs", "/catalogs", {"ID": "x", "Name": "X"}, "catalog"),
        ("categories", "/catalogs/c/categories", {"ID": "x", "Name": "X"}, "category"),
        ("products/inventoryrecords", "/products/p/inventoryrecords", {"ID": "x"}, "inventoryrecord"),
        ("suppliers", "/suppliers", {"ID": "x", "Name": "X"}, "supplier"),
        ("suppliers/users", "/suppliers/s/users", user("x"), "supplieruser"),
    ],
)
def test_each_kind_of_entity_is_sent_by_its_own_settings(
    seller_api, kafka_config, recorded, kind, path, body, message
):
    for resource, id_ in (("buyers", "b"), ("catalogs", "c"), ("products", "p"), ("suppliers", "s")):
        seller_api.post(f"/{resource}", {"ID": id_, "Name": id_})
    seller_api.post("/addresses", address("a"))
    if message == "inventoryrecord":
        body = body | {"AddressID": "a", "QuantityAvailable": 1}
    seller_api.put(f"/integrations/entitysync/{kind}", BOTH | {"DeliveryConfigID": kafka_config})
    seller_api.post(path, body)
    seller_api.delete(f"{path}/x")
    assert names(recorded) == [f"entitysync.{message}.updated", f"entitysync.{message}.deleted"]
    assert {sent["ID"] for _, sent in recorded()} == {"x"}


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


@pytest.fixture
def product_sync(seller_api, kafka_config):
    """Send the changes of products, of which one has a price schedule."""
    schedule = {"ID": "s", "Name": "S", "PriceBreaks": [{"Quantity": 1, "Price": 5}]}
    seller_api.post("/priceschedules", schedule)
    seller_api.post("/priceschedules", schedule | {"ID": "other"})
    seller_api.post("/products", {"ID": "p", "Name": "P", "DefaultPriceScheduleID": "s"})
    seller_api.post("/products", {"ID": "q", "Name": "Q"})
    seller_api.post("/catalogs", {"ID": "c", "Name": "C"})
    seller_api.post("/specs", {"ID": "size", "Name": "Size"})
    settings = {"SyncProductChanged": True, "SyncProductDeleted": True, "DeliveryConfigID": kafka_config}
    seller_api.put("/integrations/productsync", settings)


def test_a_product_is_sent_when_its_prices_assignments_or_specs_change(seller_api, product_sync, recorded):
    def sent() -> list[str]:
        return [body["ProductID"] for _, body in recorded()]

    seller_api.patch("/priceschedules/other", {"Name": "Of no product"})
    seller_api.patch("/specs/size", {"Name": "Of no product"})
    assert sent() == []
    seller_api.patch("/priceschedules/s", {"PriceBreaks": [{"Quantity": 1, "Price": 6}]})
    assert sent() == ["p"]
    assert recorded()[0][1]["DefaultPriceSchedule"]["PriceBreaks"][0]["Price"] == 6
    seller_api.post("/catalogs/productassignments", {"CatalogID": "c", "ProductID": "p"})
    seller_api.post("/specs/productassignments", {"SpecID": "size", "ProductID": "p"})
    seller_api.post("/specs/size/options", {"ID": "l", "Value": "L"})
    seller_api.patch("/specs/size", {"Name": "Sizes"})
    assert sent() == ["p"] * 5
    assert recorded()[-1][1]["Catalogs"] == ["c"]
    seller_api.delete("/catalogs/c/productassignments/p")
    assert recorded()[-1][1]["Catalogs"] == []


def test_a_child_product_is_sent_with_the_specs_of_its_parent_when_they_change(
    seller_api, product_sync, recorded
):
    seller_api.post("/products", {"ID": "parent", "Name": "Parent", "IsParent": True})
    seller_api.post("/products", {"ID": "child", "Name": "Child", "ParentID": "parent"})
    writes = (
        lambda: seller_api.post("/specs/productassignments", {"SpecID": "size", "ProductID": "parent"}),
        lambda: seller_api.patch("/specs/size", {"Name": "Sizes"}),
        lambda: seller_api.post("/specs/size/options", {"ID": "l", "Value": "L"}),
        lambda: seller_api.delete("/specs/size"),
    )
    names_of_specs = []
    for write in writes:
        before = len(recorded())
        write()
        messages = {body["ProductID"]: body for _, body in recorded()[before:]}
        assert messages.keys() == {"parent", "child"}
        names_of_specs.append([spec["Name"] for spec in messages["child"]["Specs"]])
    assert names_of_specs == [["Size"], ["Sizes"], ["Sizes"], []]


def test_a_product_is_sent_once_per_write(seller_api, product_sync, recorded):
    seller_api.post("/catalogs/productassignments", {"CatalogID": "c", "ProductID": "p"})
    # Deleting the schedule also changes the product itself.
    seller_api.delete("/priceschedules/s")
    assert names(recorded) == ["product.updated", "product.updated"]
    seller_api.delete("/products/p")
    assert names(recorded)[2:] == ["product.deleted"]


def test_prices_that_are_excluded_send_no_product(seller_api, product_sync, recorded):
    seller_api.patch("/integrations/productsync", {"ExcludePriceSchedules": True})
    seller_api.patch("/priceschedules/s", {"Name": "New"})
    assert recorded() == []


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
