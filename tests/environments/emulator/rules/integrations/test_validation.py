"""Addresses, routes and keys of webhooks, integration events and message senders."""

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


def test_the_type_of_an_event_cannot_be_changed(seller_api):
    seller_api.post("/integrationEvents", EVENT)
    response = seller_api.refused("PATCH", "/integrationEvents/e", {"EventType": "OpenIDConnect"})
    assert response == (400, "IntegrationEvent.CannotEditType")


# addresses


@pytest.mark.parametrize(("path", "body", "field"), ADDRESSES)
def test_only_the_platform_may_omit_a_url(marketplace, seller_api, path, body, field):
    assert seller_api.refused("POST", path, body | {field: None})[0] == 400
    seller_api.post(path, body)
    one = f"{path}/{body['ID']}"
    assert seller_api.refused("PATCH", one, {field: None})[0] == 400
    platform = marketplace.platform()
    assert platform.patch(one, {field: None})[field] is None
    assert platform.put(one, body | {field: None})[field] is None
    assert seller_api.get(one)[field] is None


def test_a_webhook_url_must_be_https_except_on_this_machine(seller_api):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"Url": "http://x.example"}) == (
        400,
        "Webhook.UrlSchemeHttps",
    )
    assert seller_api.post("/webhooks", HOOK | {"Url": "http://127.0.0.1:8105/hook"})


@pytest.mark.parametrize("url", ["nonsense", "ftp://x.example", "https://", "http://[::1"])
def test_a_url_must_be_valid(seller_api, url):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"Url": url})[0] == 400
    assert seller_api.refused("POST", "/messagesenders", SENDER | {"URL": url})[0] == 400


# routes and keys


def test_a_webhook_accepts_routes_of_writes_only(seller_api):
    routes = [{"Route": "V1/BUYERS/{buyerid}", "Verb": "put"}]
    created = seller_api.post("/webhooks", HOOK | {"WebhookRoutes": routes})
    assert created["WebhookRoutes"] == [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}]
    for wrong in ({"Route": "v1/buyers", "Verb": "GET"}, {"Route": "v1/nothing", "Verb": "POST"}):
        body = HOOK | {"ID": "v", "WebhookRoutes": [wrong]}
        assert seller_api.refused("POST", "/webhooks", body) == (400, "ValidationFailure")


def test_a_hash_key_has_at_most_50_characters_and_is_returned(seller_api):
    assert seller_api.refused("POST", "/webhooks", HOOK | {"HashKey": "k" * 51}) == (400, "ValidationFailure")
    assert seller_api.post("/webhooks", HOOK)["HashKey"] == "key"


def test_config_data_may_be_any_object(seller_api):
    data = {"a": [1, {"b": None}], "c": "d"}
    assert seller_api.post("/webhooks", HOOK | {"ConfigData": data})["ConfigData"] == data


def test_an_unknown_message_type_is_rejected(seller_api):
    assert seller_api.refused("POST", "/messagesenders", SENDER | {"MessageTypes": ["Gossip"]}) == (
        400,
        "ValidationFailure",
    )
