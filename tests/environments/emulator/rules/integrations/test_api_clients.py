"""API clients: their ids, durations and events."""

import re

import pytest

from tests.environments.emulator.rules.integrations.test_validation import EVENT

GUID = "AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee"


CLIENT = {"AppName": "A", "AccessTokenDuration": 60}


def test_the_server_generates_client_ids_in_lower_case(seller_api):
    created = seller_api.post("/apiclients", CLIENT | {"ID": "mine"})
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", created["ID"])
    assert seller_api.get(f"/apiclients/{created['ID'].upper()}") == created


def test_a_put_with_a_guid_creates_a_client_with_that_id(seller_api):
    assert seller_api.put(f"/apiclients/{GUID}", CLIENT)["ID"] == GUID.lower()
    assert seller_api.put(f"/apiclients/{GUID.lower()}", CLIENT | {"AppName": "B"})["AppName"] == "B"
    assert len(seller_api.items("/apiclients")) == 1
    assert seller_api.refused("PUT", "/apiclients/no-guid", CLIENT) == (404, "NotFound")


def test_a_secret_is_visible_to_client_readers_and_can_be_cleared(seller_api):
    id_ = seller_api.post("/apiclients", CLIENT | {"ClientSecret": "s3cret"})["ID"]
    assert seller_api.get(f"/apiclients/{id_}")["ClientSecret"] == "s3cret"
    assert seller_api.patch(f"/apiclients/{id_}", {"ClientSecret": None})["ClientSecret"] is None


@pytest.mark.parametrize(
    "body", [{"AccessTokenDuration": 9}, {"AccessTokenDuration": 601}, {"RefreshTokenDuration": 524161}]
)
def test_durations_have_limits(seller_api, body):
    assert seller_api.refused("POST", "/apiclients", CLIENT | body) == (400, "ValidationFailure")


def test_an_event_of_a_client_must_be_of_its_type_and_shows_its_name(seller_api):
    seller_api.post("/integrationEvents", EVENT | {"EventType": "OrderCheckout"})
    body = CLIENT | {"OrderCheckoutIntegrationEventID": "E"}
    created = seller_api.post("/apiclients", body)
    assert (created["OrderCheckoutIntegrationEventID"], created["OrderCheckoutIntegrationEventName"]) == (
        "e",
        "E",
    )
    wrong = CLIENT | {"OrderReturnIntegrationEventID": "e"}
    assert seller_api.refused("POST", "/apiclients", wrong) == (400, "IntegrationEvent.IncompatibleEventType")
