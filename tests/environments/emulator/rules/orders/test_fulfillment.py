"""Fulfillment by the seller: complete, cancel, ship, split, forward."""

import pytest

from tests.environments.emulator.api_client import address
from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import signed_in_user


@pytest.fixture
def submitted(shop, sally):
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    return id_


def test_an_open_order_is_completed_or_canceled(shop, sally, submitted):
    other = create_order(sally, ("fan", 1))
    assert shop.refused("POST", f"/orders/incoming/{other}/complete")[0] == 400
    assert sally.refused("POST", f"/orders/outgoing/{other}/cancel") == (
        400,
        "Order.CannotCancelInCurrentStatus",
    )
    done = shop.post(f"/orders/incoming/{submitted}/complete")
    assert (done["Status"], bool(done["DateCompleted"])) == ("Completed", True)
    sally.post(f"/orders/outgoing/{other}/submit")
    assert sally.post(f"/orders/outgoing/{other}/cancel")["Status"] == "Canceled"


def test_shipments_complete_an_order_once_everything_is_shipped(shop, submitted):
    (fan, lamp) = shop.items(f"/orders/incoming/{submitted}/lineitems", sortBy="ProductID")
    shipment = shop.post("/shipments", {"BuyerID": "acme", "Shipper": "Post"})["ID"]

    def put(line, quantity):
        body = {"OrderID": submitted, "LineItemID": line["ID"], "QuantityShipped": quantity}
        return shop.call("POST", f"/shipments/{shipment}/items", body)

    assert put(fan, 3).status_code == 400
    response = put(fan, 1)
    assert (response.status_code, response.json()["Product"]["ID"]) == (200, "fan")
    assert put(fan, 2).json()["QuantityShipped"] == 2
    assert shop.get(f"/orders/incoming/{submitted}/lineitems/{fan['ID']}")["QuantityShipped"] == 2
    put(lamp, 1)
    assert shop.get(f"/orders/incoming/{submitted}")["Status"] == "Open"
    shop.patch(f"/shipments/{shipment}", {"DateShipped": "2024-01-01"})
    assert shop.get(f"/orders/incoming/{submitted}")["Status"] == "Completed"
    assert shop.ids(f"/orders/incoming/{submitted}/shipments") == [shipment]
    assert shop.ids("/shipments", orderID=submitted) == [shipment]
    one = f"/shipments/{shipment}/items/{submitted}/{fan['ID']}"
    assert shop.get(one)["UnitPrice"] == 20
    shop.delete(one)
    assert shop.get(f"/orders/incoming/{submitted}/lineitems/{fan['ID']}")["QuantityShipped"] == 0


def test_a_partly_shipped_order_cannot_be_shipped_completely(shop, submitted):
    (fan, _) = shop.items(f"/orders/incoming/{submitted}/lineitems", sortBy="ProductID")
    shop.post("/shipments", {"ID": "s", "BuyerID": "acme"})
    item = {"OrderID": submitted, "LineItemID": fan["ID"], "QuantityShipped": 1}
    shop.post("/shipments/s/items", item)
    (error,) = shop.call("POST", f"/orders/incoming/{submitted}/ship", {}).json()["Errors"]
    assert error["ErrorCode"] == "Order.ConflictsWithOtherShipments"
    assert error["Data"] == {"LineItems": [fan["ID"]]}
    shop.delete("/shipments/s")
    assert shop.post(f"/orders/incoming/{submitted}/ship", {})["Status"] == "Completed"


def test_an_order_without_lines_is_not_shipped(shop, submitted):
    path = f"/orders/incoming/{submitted}"
    for line in shop.ids(f"{path}/lineitems"):
        shop.delete(f"{path}/lineitems/{line}")
    assert shop.refused("POST", f"{path}/ship", {}) == (400, "Order.CannotShipWithNoLineItems")


def test_addresses_of_a_shipment_are_saved_or_its_own(shop, submitted):
    shop.post("/addresses", address("depot"))
    body = {"ID": "s", "BuyerID": "acme", "FromAddressID": "depot"}
    assert shop.post("/shipments", body)["FromAddress"]["ID"] == "depot"
    moved = shop.put("/shipments/s/shipfrom", address("x", City="Ely"))
    assert (moved["FromAddressID"], moved["FromAddress"]["City"]) == (None, "Ely")
    assert shop.put("/shipments/s/shipto", address("x", City="Orr"))["ToAddress"]["City"] == "Orr"


def test_a_buyer_user_creates_shipments_of_its_own_company(shop, client, sally, submitted):
    """A shipment gets the buyer's company, whatever the body has."""
    shop.post("/buyers", {"ID": "zeta", "Name": "Zeta", "Active": True})
    roles = ["ShipmentAdmin", "OrderReader", "UnsubmittedOrderReader"]
    bea = signed_in_user(shop, "/buyers/acme/users", "bea", roles, client, BuyerID="acme")
    created = bea.post("/shipments", {"ID": "own", "BuyerID": "zeta", "OwnerID": "zeta"})
    assert (created["BuyerID"], created["OwnerID"]) == ("acme", "acme")
    (fan, _) = shop.items(f"/orders/incoming/{submitted}/lineitems", sortBy="ProductID")
    item = {"OrderID": submitted, "LineItemID": fan["ID"], "QuantityShipped": 1}
    assert bea.post("/shipments/own/items", item)["QuantityShipped"] == 1
    assert bea.patch("/shipments/own", {"Shipper": "Post"})["Shipper"] == "Post"
    shop.post("/shipments", {"ID": "sellers", "BuyerID": "acme"})
    assert bea.refused("PATCH", "/shipments/sellers", {"Shipper": "Post"})[0] == 403
    zoe = signed_in_user(shop, "/buyers/zeta/users", "zoe", roles, client, BuyerID="zeta")
    zoe.post("/shipments", {"ID": "other"})
    assert zoe.refused("POST", "/shipments/other/items", item) == (404, "NotFound")
    assert zoe.ids("/shipments") == ["other"]
    bea.delete("/shipments/own")


@pytest.fixture
def mill(shop, client):
    shop.post("/suppliers", {"ID": "mill", "Name": "Mill", "Active": True})
    shop.patch("/products/fan", {"DefaultSupplierID": "mill"})
    roles = ["OrderAdmin", "ShipmentAdmin", "ProductReader"]
    return signed_in_user(shop, "/suppliers/mill/users", "sol", roles, client, SupplierID="mill")


def test_a_supplier_sees_its_own_shipments_only(shop, mill):
    shop.post("/shipments", {"ID": "sellers", "BuyerID": "acme"})
    mill.post("/shipments", {"ID": "own", "BuyerID": "acme"})
    assert mill.ids("/shipments") == ["own"]
    assert mill.refused("GET", "/shipments/sellers") == (404, "NotFound")


def test_an_order_is_split_by_supplier_and_the_rest_remains(shop, mill, sally):
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    response = shop.call("POST", f"/orders/incoming/{id_}/split")
    assert response.status_code == 200
    (outgoing,) = response.json()["OutgoingOrders"]
    assert (outgoing["ToCompanyID"], outgoing["Status"], outgoing["Total"]) == ("mill", "Unsubmitted", 40)
    (lamp,) = [i for i in shop.items(f"/orders/incoming/{id_}/lineitems") if i["ProductID"] == "lamp"]
    assert response.json()["RemainingLineItemIDs"] == [lamp["ID"]]
    assert mill.ids("/orders/incoming") == []


def test_a_forwarded_order_reaches_the_supplier_submitted(shop, mill, sally):
    id_ = create_order(sally, ("fan", 2))
    sally.post(f"/orders/outgoing/{id_}/submit")
    (outgoing,) = shop.post(f"/orders/incoming/{id_}/forward")["OutgoingOrders"]
    assert mill.ids("/orders/incoming") == [outgoing["ID"]]
    assert shop.ids("/orders/outgoing") == [outgoing["ID"]]
    assert mill.refused("GET", f"/orders/incoming/{id_}") == (404, "NotFound")
    assert mill.post(f"/orders/incoming/{outgoing['ID']}/ship", {})["Status"] == "Completed"


@pytest.mark.parametrize("action", ["forward", "split"])
def test_a_forwarded_order_is_deleted_after_its_source_order(shop, mill, sally, action):
    id_ = create_order(sally, ("fan", 2))
    sally.post(f"/orders/outgoing/{id_}/submit")
    (outgoing,) = shop.post(f"/orders/incoming/{id_}/{action}")["OutgoingOrders"]
    refused = shop.call("DELETE", f"/orders/incoming/{id_}")
    assert refused.status_code == 400
    (error,) = refused.json()["Errors"]
    assert error["ErrorCode"] == "Order.CannotDeleteForwardedOrder"
    assert error["Data"] == {"Orders": [outgoing["ID"]]}
    assert outgoing["ID"] in error["Message"]
    shop.delete(f"/orders/outgoing/{outgoing['ID']}")
    shop.delete(f"/orders/incoming/{id_}")
    assert shop.refused("GET", f"/orders/incoming/{id_}") == (404, "NotFound")


def test_a_product_may_be_forwarded_automatically(shop, mill, sally):
    shop.patch("/products/fan", {"AutoForward": True})
    id_ = create_order(sally, ("fan", 2), ("lamp", 1))
    sally.post(f"/orders/outgoing/{id_}/submit")
    assert [line["ProductID"] for line in mill.items("/lineitems/incoming")] == ["fan"]
