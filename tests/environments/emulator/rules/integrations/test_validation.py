"""API clients, webhooks, integration events and message senders as things that are kept."""

import re

import pytest

EVENT = {"ID": "e", "Name": "E", "CustomImplementationUrl": "https://x.example", "HashKey": "key"}
HOOK = {"ID": "w", "Name": "W", "Url": "https://x.example/hook", "HashKey": "key"}
SENDER = {
    "ID": "m",
    "Name": "M",
    "URL": "https://x.example/{messagetype}",
    "SharedKey": "key",
    "MessageTypes": ["OrderSubmitted"],
}
ADDRESSES = [
    ("/webhooks", HOOK, "Url"),
    ("/integrationEvents", EVENT, "CustomImplementationUrl"),
    ("/messagesenders", SENDER, "URL"),
]
GUID = "AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee"
CLIENT = {"AppName": "A", "AccessTokenDuration": 60}


# API clients


def test_the_id_of_a_client_is_the_servers_to_give_in_lower_case(seller_api):
    made = seller_api.post("/apiclients", CLIENT | {"ID": "mine"})
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["ID"])
    assert seller_api.get(f"/apiclients/{made['ID'].upper()}") == made


def test_a_put_with_a_guid_makes_a_client_of_that_id(seller_api):
    assert seller_api.put(f"/apiclients/{GUID}", CLIENT)["ID"] == GUID.lower()
    assert seller_api.put(f"/apiclients/{GUID.lower()}", CLIENT | {"AppName": "B"})["AppName"] == "B"
    assert len(seller_api.items("/apiclients")) == 1
    assert seller_api.refused("PUT", "/apiclients/no-guid", CLIENT) == (404, "NotFound")


def test_a_secret_is_shown_to_who_may_read_clients_and_can_be_cleared(seller_api):
    id_ = seller_api.post("/apiclients", CLIENT | {"ClientSecret": "s3cret"})["ID"]
    assert seller_api.get(f"/apiclients/{id_}")["ClientSecret"] == "s3cret"
    assert seller_api.patch(f"/apiclients/{id_}", {"ClientSecret": None})["ClientSecret"] is None


@pytest.mark.parametrize(
    "body", [{"AccessTokenDuration": 9}, {"AccessTokenDuration": 601}, {"RefreshTokenDuration": 43201}]
)
def test_durations_have_limits(seller_api, body):
    assert seller_api.refused("POST", "/apiclients", CLIENT | body) == (400, "ValidationFailure")


def test_an_event_of_a_client_must_be_of_its_type_and_shows_its_name(seller_api):
    seller_api.post("/integrationEvents", EVENT | {"EventType": "OrderCheckout"})
    body = CLIENT | {"OrderCheckoutIntegrationEventID": "E"}
    made = seller_api.post("/apiclients", body)
    assert (made["OrderCheckoutIntegrationEventID"], made["OrderCheckoutIntegrationEventName"]) == ("e", "E")
    wrong = CLIENT | {"OrderReturnIntegrationEventID": "e"}
    assert seller_api.refused("POST", "/apiclients", wrong) == (400, "IntegrationEvent.IncompatibleEventType")


def test_the_type_of_an_event_stays(seller_api):
    seller_api.post("/integrationEvents", EVENT)
    answer = seller_api.refused("PATCH", "/integrationEvents/e", {"EventType": "OpenIDConnect"})
    assert answer == (400, "IntegrationEvent.CannotEditType")


# addresses


@pytest.mark.parametrize(("path", "body", "field"), ADDRESSES)
def test_only_the_platform_itself_may_leave_an_address_out(marketplace, seller_api, path, body, field):
    assert seller_api.refused("POST", path, body | {field: None})[0] == 400
    seller_api.post(path, body)
    one = f"{path}/{body['ID']}"
    assert seller_api.refused("PATCH", one, {field: None})[0] == 400
    platform = marketplace.platform()
    assert platform.patch(one, {field: None})[field] is None
    assert platform.put(one, body | {field: None})[field] is None
    assert seller_api.get(one)[field] is None


def test_a_webhook_is_called_by_https_only_except_on_this_machine(seller_api):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"Url": "http://x.example"}) == (
        400,
        "Webhook.UrlSchemeHttps",
    )
    assert seller_api.post("/webhooks", HOOK | {"Url": "http://127.0.0.1:8105/hook"})


@pytest.mark.parametrize("url", ["nonsense", "ftp://x.example", "https://", "http://[::1"])
def test_an_address_must_be_one(seller_api, url):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"Url": url})[0] == 400
    assert seller_api.refused("POST", "/messagesenders", SENDER | {"URL": url})[0] == 400


# routes and keys


def test_a_webhook_names_calls_that_change_something(seller_api):
    routes = [{"Route": "V1/BUYERS/{buyerid}", "Verb": "put"}]
    made = seller_api.post("/webhooks", HOOK | {"WebhookRoutes": routes})
    assert made["WebhookRoutes"] == [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}]
    for wrong in ({"Route": "v1/buyers", "Verb": "GET"}, {"Route": "v1/nothing", "Verb": "POST"}):
        body = HOOK | {"ID": "v", "WebhookRoutes": [wrong]}
        assert seller_api.refused("POST", "/webhooks", body) == (400, "ValidationFailure")


def test_a_hash_key_is_at_most_50_characters_long_and_shown(seller_api):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"HashKey": "k" * 51}) == (400, "ValidationFailure")
    assert seller_api.post("/webhooks", HOOK)["HashKey"] == "key"


def test_config_data_may_be_any_object(seller_api):
    data = {"a": [1, {"b": None}], "c": "d"}
    assert seller_api.post("/webhooks", HOOK | {"ConfigData": data})["ConfigData"] == data


def test_an_unknown_message_type_is_refused(seller_api):
    assert seller_api.refused("POST", "/messagesenders", SENDER | {"MessageTypes": ["Gossip"]}) == (
        400,
        "ValidationFailure",
    )
