"""Ad-hoc products: the AddToCart event describes products that the catalog does not show to the user."""

import pytest

from tests.environments.emulator.rules.orders.order_helpers import create_order
from tests.environments.emulator.users import create_open_client, signed_in_user

_PRODUCT = {"Name": "Moon", "ShipWeight": 2}


@pytest.fixture
def ann(shop, receiver):
    """Sign in a user through a client whose AddToCart event is at the receiver."""
    event = {"ID": "e", "Name": "E", "EventType": "AddToCart", "HashKey": "key"}
    shop.post("/integrationEvents", event | {"CustomImplementationUrl": f"{receiver.url}/add"})
    client = create_open_client(shop, AddToCartIntegrationEventID="e")
    assert shop.get(f"/apiclients/{client}")["AddToCartIntegrationEventName"] == "E"
    return signed_in_user(shop, "/buyers/acme/users", "ann", ["Shopper"], client, BuyerID="acme")


@pytest.fixture
def path(ann):
    return f"/orders/outgoing/{create_order(ann)}/lineitems"


def test_an_event_describes_a_product_that_does_not_exist(ann, path, receiver):
    receiver.respond = lambda _: (200, {"Product": _PRODUCT, "UnitPrice": 7.5})
    line = ann.post(path, {"ProductID": "moon", "Quantity": 2})
    assert (line["ProductID"], line["Product"]["Name"], line["LineTotal"]) == ("moon", "Moon", 15)
    body = receiver.received[-1].body
    assert (body["ProductID"], body["Quantity"], body["BuyerUser"]["ID"]) == ("moon", 2, "ann")
    changed = ann.patch(f"{path}/{line['ID']}", {"Quantity": 3})
    assert (changed["UnitPrice"], changed["LineTotal"]) == (7.5, 22.5)


@pytest.mark.parametrize("cart", [False, True])
def test_a_put_of_a_new_line_asks_the_event_and_one_of_an_existing_line_does_not(ann, path, receiver, cart):
    path = "/cart/lineitems" if cart else path
    receiver.respond = lambda _: (200, {"Product": _PRODUCT, "UnitPrice": 7.5})
    line = ann.put(f"{path}/first", {"ProductID": "moon", "Quantity": 2})
    assert (line["ID"], line["Product"]["Name"], line["LineTotal"]) == ("first", "Moon", 15)
    before = len(receiver.received)
    changed = ann.put(f"{path}/first", {"ProductID": "moon", "Quantity": 3})
    assert (changed["Product"]["Name"], changed["LineTotal"]) == ("Moon", 22.5)
    assert len(receiver.received) == before


def test_a_product_of_the_catalog_needs_no_event(ann, path, receiver):
    before = len(receiver.received)
    assert ann.post(path, {"ProductID": "fan", "Quantity": 1})["UnitPrice"] == 20
    assert len(receiver.received) == before


def test_an_event_describes_a_product_that_the_user_does_not_see(shop, ann, path, receiver):
    shop.patch("/products/fan", {"Active": False})
    receiver.respond = lambda _: (200, {"Product": _PRODUCT, "UnitPrice": 1})
    line = ann.post(path, {"ProductID": "fan", "Quantity": 1})
    assert line["Product"]["Name"] == "Moon"
    changed = ann.patch(f"{path}/{line['ID']}", {"Quantity": 4})
    assert (changed["Product"]["Name"], changed["LineTotal"]) == ("Moon", 4)


@pytest.mark.parametrize(
    ("response", "refusal"),
    [
        ((200, {"Product": None}), (404, "NotFound")),
        ((404, {}), (400, "IntegrationEvent.BadRequest")),
        ((200, {"Product": _PRODUCT}), (400, "IntegrationEvent.BadRequest")),
        ((200, {"Product": _PRODUCT, "UnitPrice": True}), (400, "IntegrationEvent.BadRequest")),
        ((200, {"Product": _PRODUCT, "UnitPrice": -1}), (400, "IntegrationEvent.BadRequest")),
        ((200, {"Product": _PRODUCT, "UnitPrice": 10**13}), (400, "IntegrationEvent.BadRequest")),
        ((200, {"Product": {}, "UnitPrice": 1}), (400, "RequiredField")),
    ],
)
def test_a_response_without_a_product_adds_nothing(ann, path, receiver, response, refusal):
    receiver.respond = lambda _: response
    assert ann.refused("POST", path, {"ProductID": "moon", "Quantity": 1}) == refusal
    assert ann.items(path) == []


def test_a_refused_product_creates_no_cart(ann, receiver):
    receiver.respond = lambda _: (200, {"Product": None})
    assert ann.refused("POST", "/cart/lineitems", {"ProductID": "moon", "Quantity": 1}) == (404, "NotFound")
    assert ann.get("/cart")["ID"] is None
    receiver.respond = lambda _: (200, {"Product": _PRODUCT, "UnitPrice": 3})
    assert ann.post("/cart/lineitems", {"ProductID": "moon", "Quantity": 1})["UnitPrice"] == 3


def test_a_calculation_changes_an_ad_hoc_product(shop, ann, path, receiver):
    checkout = {"ID": "c", "Name": "C", "HashKey": "key", "CustomImplementationUrl": receiver.url}
    shop.post("/integrationEvents", checkout)
    client = next(c for c in shop.items("/apiclients") if c["AddToCartIntegrationEventID"])
    shop.patch(f"/apiclients/{client['ID']}", {"OrderCheckoutIntegrationEventID": "c"})
    receiver.respond = lambda _: (200, {"Product": _PRODUCT, "UnitPrice": 1})
    line = ann.post(path, {"ProductID": "moon", "Quantity": 1})
    overrides = [{"LineItemID": line["ID"], "Product": {"Description": "round"}}]
    receiver.respond = lambda _: (200, {"LineItemOverrides": overrides})
    ann.post(f"{path.rpartition('/')[0]}/calculate")
    product = ann.get(f"{path}/{line['ID']}")["Product"]
    assert (product["Name"], product["Description"]) == ("Moon", "round")
