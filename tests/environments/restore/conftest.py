"""A pair on a real emulator: Production with some of everything, Staging drifted away from it."""

from dataclasses import dataclass

import pytest
import requests

from environments.endpoints import emulated_endpoint
from environments.grants import EmulatorGrant
from environments.ordercloud import Client
from environments.restore.journal import MemoryJournal
from environments.restore.options import RestoreOptions


@dataclass
class Pair:
    """Both halves as the platform itself sees them, and the terms of Staging."""

    url: str
    key: str
    production: Client
    staging: Client
    options: RestoreOptions

    def requests(self, organization: str, method: str | None = None) -> list[dict]:
        """What the emulator served for one half."""
        answer = requests.get(f"{self.url}/_emulator/requests", {"organization": organization}, timeout=10)
        items = answer.json()["Items"]
        return [item for item in items if method is None or item["Method"] == method]

    def changes(self, organization: str) -> list[dict]:
        """Calls that change something, tokens aside."""
        return [
            item
            for item in self.requests(organization)
            if item["Method"] != "GET" and not item["Path"].endswith("/oauth/token")
        ]


def platform_client(url: str, key: str, organization: str, environment: str) -> tuple[EmulatorGrant, Client]:
    """The organization, made if it is not there, seen with the platform's own token."""
    requests.put(
        f"{url}/_emulator/organizations/{organization}",
        json={"Environment": environment, "Region": "usw", "Name": "Acme"},
        timeout=10,
    ).raise_for_status()
    grant = EmulatorGrant(emulated_endpoint(url, environment), organization, key)
    token = grant.fetch((), platform=True).access_token
    return grant, Client(grant.endpoint, lambda force: token)


@pytest.fixture
def pair(emulator) -> Pair:
    """Two empty halves."""
    _, production = platform_client(emulator.url, emulator.key, "acme", "Production")
    grant, staging = platform_client(emulator.url, emulator.key, "acme_Staging", "Staging")
    return Pair(
        emulator.url,
        emulator.key,
        production,
        staging,
        RestoreOptions.from_capabilities(grant.capabilities, concurrency=4),
    )


@pytest.fixture
def journal():
    return MemoryJournal()


def user(username: str) -> dict:
    return {
        "Username": username,
        "FirstName": "Ann",
        "LastName": "Other",
        "Email": f"{username}@example.com",
        "Active": True,
    }


def address() -> dict:
    return {"Street1": "1 Main St", "City": "Minneapolis", "State": "MN", "Zip": "55403", "Country": "US"}


SHOP = "11111111-1111-4111-8111-111111111111"
OFFICE = "22222222-2222-4222-8222-222222222222"


def fill(half: Client, site: str) -> None:
    """Some of everything. `site` is where the integrations of this half call."""
    half.put("/securityprofiles/shopping", {"Name": "Shopping", "Roles": ["Shopper", "MeAdmin"]})
    half.put("/adminusers/olive", user("olive"))
    half.put("/usergroups/managers", {"Name": "Managers"})
    half.post("/usergroups/assignments", {"UserGroupID": "managers", "UserID": "olive"})
    half.put("/suppliers/mill", {"Name": "Mill", "Active": True})
    half.put("/suppliers/mill/users/miller", user("miller"))
    half.put("/suppliers/mill/usergroups/packers", {"Name": "Packers"})
    half.post("/suppliers/mill/usergroups/assignments", {"UserGroupID": "packers", "UserID": "miller"})
    half.put("/catalogs/main", {"Name": "Main", "Active": True})
    half.put("/catalogs/main/categories/tools", {"Name": "Tools", "Active": True})
    half.put("/catalogs/main/categories/hammers", {"Name": "Hammers", "ParentID": "tools"})
    half.put("/priceschedules/list", {"Name": "List", "PriceBreaks": [{"Quantity": 1, "Price": 9.5}]})
    for number in range(3):
        product = {"Name": f"Hammer {number}", "Active": True, "xp": {"Weight": 1.25, "Tags": ["a", "b"]}}
        half.put(f"/products/hammer-{number}", product)
        half.post("/catalogs/productassignments", {"CatalogID": "main", "ProductID": f"hammer-{number}"})
    half.post(
        "/catalogs/main/categories/productassignments",
        {"CategoryID": "hammers", "ProductID": "hammer-0", "ListOrder": 2},
    )
    half.put("/buyers/acme", {"Name": "Acme", "Active": True, "DefaultCatalogID": "main"})
    half.put("/buyers/acme/users/bob", user("bob"))
    half.put("/buyers/acme/usergroups/staff", {"Name": "Staff"})
    half.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "staff", "UserID": "bob"})
    half.post("/securityprofiles/assignments", {"SecurityProfileID": "shopping", "BuyerID": "acme"})
    half.post("/catalogs/assignments", {"CatalogID": "main", "BuyerID": "acme", "ViewAllProducts": True})
    half.post(
        "/products/assignments", {"ProductID": "hammer-0", "BuyerID": "acme", "PriceScheduleID": "list"}
    )
    half.put(
        "/integrationEvents/checkout",
        {
            "Name": "Checkout",
            "EventType": "OrderCheckout",
            "CustomImplementationUrl": f"https://{site}/checkout",
            "HashKey": f"{site} key",
        },
    )
    half.put(
        "/messagesenders/mailer",
        {
            "Name": "Mailer",
            "MessageTypes": ["OrderSubmitted", "NewUserInvitation"],
            "URL": f"https://{site}/mail",
            "SharedKey": f"{site} key",
        },
    )
    half.post("/messagesenders/assignments", {"MessageSenderID": "mailer", "BuyerID": "acme"})
    for client, name in ((SHOP, "Shop"), (OFFICE, "Office")):
        half.put(
            f"/apiclients/{client}",
            {
                "AppName": name,
                "AccessTokenDuration": 60,
                "AllowAnyBuyer": True,
                "OrderCheckoutIntegrationEventID": "checkout",
            },
        )
    half.put(
        "/webhooks/orders",
        {
            "Name": "Orders",
            "Url": f"https://{site}/orders",
            "HashKey": f"{site} key",
            "ApiClientIDs": [SHOP],
            "WebhookRoutes": [{"Route": "v1/buyers", "Verb": "POST"}],
        },
    )


def let_drift(staging: Client) -> None:
    """A week of work in Staging: things changed, added and removed, and integrations of its own."""
    staging.patch("/products/hammer-0", {"Name": "Renamed", "xp": {"Weight": 2}})
    staging.delete("/products/hammer-2")
    staging.put("/products/only-staging", {"Name": "Only Staging"})
    staging.put("/buyers/trial", {"Name": "Trial"})
    staging.put("/buyers/trial/users/tess", user("tess"))
    staging.put("/buyers/acme/users/zed", user("zed"))
    staging.patch("/catalogs/main/categories/hammers", {"ParentID": None})
    staging.put("/catalogs/main/categories/trial", {"Name": "Trial"})
    staging.delete("/buyers/acme/usergroups/staff/assignments/bob")
    staging.patch("/webhooks/orders", {"Name": "Changed", "ApiClientIDs": [OFFICE]})
    staging.post("/messagesenders/assignments", {"MessageSenderID": "mailer", "BuyerID": "trial"})
    staging.put(
        "/webhooks/own",
        {"Name": "Own", "Url": "https://staging.example/own", "HashKey": "own", "ApiClientIDs": [SHOP]},
    )


@pytest.fixture
def drifted_pair(pair) -> Pair:
    fill(pair.production, "production.example")
    fill(pair.staging, "staging.example")
    let_drift(pair.staging)
    return pair
