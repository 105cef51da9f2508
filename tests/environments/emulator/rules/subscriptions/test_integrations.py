"""The subscription integration and its API client."""

from tests.environments.emulator.users import OPEN_CLIENT


def test_the_client_needs_a_default_user_and_no_checkout_event(shop, client, integrate):
    body = {"ApiClientID": client, "HashKey": "k"}
    refused = shop.refused("PUT", "/integrations/subscription", body)
    assert refused == (400, "SubscriptionIntegration.DefaultContextUser")
    event = {"ID": "e", "Name": "E", "CustomImplementationUrl": "https://x.example", "HashKey": "k"}
    shop.post("/integrationEvents", event)
    shop.patch(f"/apiclients/{client}", {"OrderCheckoutIntegrationEventID": "e"})
    refused = shop.refused("PUT", "/integrations/subscription", body)
    assert refused == (400, "SubscriptionIntegration.CannotUseApiClient")


def test_the_client_stays_suitable_while_the_integration_uses_it(shop, client, integrate):
    integrate()
    path = f"/apiclients/{client}"
    refused = shop.refused("PATCH", path, {"DefaultContextUserName": None})
    assert refused == (400, "SubscriptionIntegration.DefaultContextUser")
    other = shop.post("/apiclients", OPEN_CLIENT)["ID"]
    assert shop.patch(f"/apiclients/{other}", {"DefaultContextUserName": None})["ID"] == other


def test_the_client_of_the_integration_cannot_be_deleted(shop, client, integrate):
    integrate()
    assert shop.refused("DELETE", f"/apiclients/{client}") == (409, "ApiClient.UsedByIntegration")
    shop.delete("/integrations/subscription")
    shop.delete(f"/apiclients/{client}")


def test_the_integration_requires_its_client_and_key(shop, client):
    assert shop.refused("PUT", "/integrations/subscription", {"HashKey": "k"}) == (400, "RequiredField")
    refused = shop.refused("PUT", "/integrations/subscription", {"ApiClientID": "x", "HashKey": "k"})
    assert refused == (404, "NotFound")
    assert shop.refused("GET", "/integrations/subscription") == (404, "NotFound")


def test_the_address_of_an_integration_is_one_of_http(shop, client, integrate):
    integrate()
    refused = shop.refused("PATCH", "/integrations/subscription", {"Url": "example.com/runs"})
    assert refused == (400, "ValidationFailure")
    refused = shop.refused("PUT", "/integrations/promotion", {"HashKey": "k", "Url": "example.com"})
    assert refused == (400, "ValidationFailure")
