"""Tracking events: one for each API client and type, and what they send."""

import pytest

from tests.environments.emulator.users import create_open_client, signed_in_user

PATH = "/integrations/trackingEvents"


@pytest.fixture
def client(seller_api):
    return create_open_client(seller_api)


def _event(client: str, type_: str = "UserLoggedIn", **more) -> dict:
    return {
        "ID": type_,
        "Name": "E",
        "EventType": type_,
        "ClientID": client,
        "DeliveryConfigID": "kafka",
    } | more


def test_an_api_client_has_one_event_of_a_type(seller_api, client, kafka_config):
    seller_api.post(PATH, _event(client))
    refused = seller_api.refused("POST", PATH, _event(client, ID="other"))
    assert refused == (400, "TrackingEvent.CannotCreateMultipleEventsOfSameType")


def test_client_and_type_of_an_event_cannot_be_changed(seller_api, client, kafka_config):
    seller_api.post(PATH, _event(client))
    refused = seller_api.refused("PATCH", f"{PATH}/UserLoggedIn", {"EventType": "LineItemAdded"})
    assert refused == (400, "TrackingEvent.CannotUpdateProperty")


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("ClientID", "TrackingEvent.InvalidClientID"),
        ("DeliveryConfigID", "TrackingEvent.InvalidDeliveryConfigID"),
    ],
)
def test_an_event_names_a_client_and_a_delivery_configuration(seller_api, client, kafka_config, field, code):
    body = _event(client) | {field: "missing"}
    assert seller_api.refused("POST", PATH, body) == (400, code)


def test_a_sign_in_is_sent_for_the_client_of_its_event(seller_api, client, kafka_config, recorded):
    seller_api.post(PATH, _event(client))
    signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin"], client)
    ((name, body),) = recorded()
    assert name == "sessions.identified"
    assert body["UserContext"] == {"ID": "boss", "AnonymousId": None}


def test_lines_and_submissions_are_sent_for_the_client_of_their_events(
    seller_api, client, kafka_config, recorded
):
    for type_ in ("LineItemAdded", "LineItemUpdated", "OrderSubmitted"):
        seller_api.post(PATH, _event(client, type_))
    seller_api.put("/integrations/OrderSync", {"DeliveryConfigID": kafka_config})
    seller_api.post("/buyers", {"ID": "b", "Name": "B", "Active": True})
    schedule = {"ID": "s", "Name": "S", "PriceBreaks": [{"Quantity": 1, "Price": 5}]}
    seller_api.post("/priceschedules", schedule)
    seller_api.post("/products", {"ID": "p", "Name": "P", "Active": True, "DefaultPriceScheduleID": "s"})
    seller_api.post("/catalogs/productassignments", {"CatalogID": "b", "ProductID": "p"})
    sally = signed_in_user(seller_api, "/buyers/b/users", "sally", ["Shopper"], client, BuyerID="b")
    sally.post("/orders/outgoing", {"ID": "o"})
    sally.post("/orders/outgoing/o/lineitems", {"ID": "l", "ProductID": "p", "Quantity": 1})
    sally.patch("/orders/outgoing/o/lineitems/l", {"Quantity": 2})
    sally.post("/orders/outgoing/o/submit")
    messages = dict(recorded())
    assert sorted(messages) == [
        "orders.lines.added",
        "orders.lines.updated",
        "orders.submitted",
        "ordersync.updated",
    ]
    assert messages["orders.lines.updated"]["LineItem"]["LineSubTotal"] == 10
    assert messages["orders.submitted"]["OrderTotal"] == 10
    assert messages["ordersync.updated"]["Status"] == 4
