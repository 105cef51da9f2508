"""Custom authentication headers: sent with calls, never returned, a name and a value or neither."""

import pytest

from tests.environments.emulator.users import create_open_client, signed_in_user

HEADER = {"CustomAuthHeaderName": "X-Shop-Key", "CustomAuthHeaderValue": "s3cret"}


@pytest.fixture
def client(seller_api):
    return create_open_client(seller_api)


def _webhook(client: str, url: str = "https://shop.example/hook", **more) -> dict:
    return {
        "ID": "w",
        "Name": "W",
        "Url": url,
        "HashKey": "k",
        "ApiClientIDs": [client],
        "WebhookRoutes": [{"Route": "v1/buyers/{buyerID}", "Verb": "PUT"}],
    } | more


def test_a_webhook_sends_its_custom_authentication_header(seller_api, client, receiver):
    seller_api.post("/webhooks", _webhook(client, receiver.url, **HEADER))
    boss = signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin"], client)
    boss.put("/buyers/b", {"Name": "B"})
    (received,) = receiver.wait_for(1)
    assert received.headers["x-shop-key"] == "s3cret"


def test_the_value_of_a_custom_header_is_never_returned_and_kept_when_left_out(seller_api, client, receiver):
    created = seller_api.post("/webhooks", _webhook(client, receiver.url, **HEADER))
    assert created["CustomAuthHeaderValue"] is None
    read = seller_api.get("/webhooks/w")
    assert seller_api.put("/webhooks/w", read) == read == seller_api.items("/webhooks")[0]
    seller_api.patch("/webhooks/w", {"Name": "New"})
    boss = signed_in_user(seller_api, "/adminusers", "boss", ["BuyerAdmin"], client)
    boss.put("/buyers/b", {"Name": "B"})
    assert receiver.wait_for(1)[0].headers["x-shop-key"] == "s3cret"


@pytest.mark.parametrize("name", HEADER)
def test_a_custom_header_needs_name_and_value(seller_api, client, name):
    body = _webhook(client) | {name: HEADER[name]}
    assert seller_api.refused("POST", "/webhooks", body)[0] == 400


def test_a_custom_header_ends_when_its_name_is_removed(seller_api, client):
    seller_api.post("/webhooks", _webhook(client, **HEADER))
    seller_api.patch("/webhooks/w", {"CustomAuthHeaderName": None})
    assert seller_api.refused("PATCH", "/webhooks/w", {"CustomAuthHeaderName": "X-Shop-Key"})[0] == 400


@pytest.mark.parametrize("header", [("Host", "x"), ("A B", "x"), ("X-Key", "a\r\nB: c")])
def test_a_custom_header_that_http_does_not_allow_is_rejected(seller_api, client, header):
    body = _webhook(client) | dict(zip(HEADER, header, strict=True))
    assert seller_api.refused("POST", "/webhooks", body)[0] == 400
