"""Setup resources of the sandbox on the emulator, and pages of them."""

import pytest
from django.test import Client

from console import catalogue_cache
from environments.ordercloud.client import Client as OrderCloudClient
from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from tests.console.enhanced.pages import Pages

HOOK = {"Url": "https://hooks.example/x", "HashKey": "a hash key"}


@pytest.fixture
def seller(emulator, cast) -> OrderCloudClient:
    """A client of OrderCloud for the seller of the sandbox."""
    catalogue_cache.clear()
    for organization in cast.organizations:
        provision(organization)
    return client_for(cast.sandbox, ("FullAccess",))


@pytest.fixture
def storefront(seller) -> dict:
    """An API client with a secret and a checkout event."""
    seller.put(
        "/integrationEvents/checkout",
        {
            "Name": "Checkout middleware",
            "EventType": "OrderCheckout",
            "CustomImplementationUrl": "https://middleware.example",
            "HashKey": "a hash key",
        },
    )
    return seller.post(
        "/apiclients",
        {
            "AppName": "Storefront B2B",
            "ClientSecret": "an old secret of the storefront",
            "AccessTokenDuration": 600,
            "RefreshTokenDuration": 0,
            "Active": True,
            "AllowSeller": True,
            "OrderCheckoutIntegrationEventID": "checkout",
            "xp": {"Big": 12345678901234567890},
        },
    )


@pytest.fixture
def hooks(seller) -> list[str]:
    """Three webhooks without API clients."""
    for name in ("erp-sync", "search-reindex", "order-guard"):
        routes = [{"Route": "v1/products", "Verb": "POST"}]
        seller.put(f"/webhooks/{name}", {**HOOK, "Name": name.replace("-", " "), "WebhookRoutes": routes})
    return ["erp-sync", "search-reindex", "order-guard"]


@pytest.fixture
def pages(as_olive: Client, seller) -> Pages:
    """The enhanced pages of the sandbox as its owner."""
    return Pages(as_olive)
