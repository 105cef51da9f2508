"""Content of the two organizations of the tests, and a comparison of them over the API."""

from environments.ordercloud.client import Client

API_CLIENT_ID = "11111111-1111-4111-8111-111111111111"
LISTS = (
    "products",
    "priceschedules",
    "catalogs",
    "catalogs/main/categories",
    "catalogs/productassignments",
    "buyers",
    "buyers/b1/users",
)
SERVER_FIELDS = {
    "DateCreated",
    "LastUpdated",
    "PasswordLastSetDate",
    "VariantCount",
    "SpecCount",
    "ChildCount",
}
SHARED_PRODUCTS = 20


def fill_production(client: Client) -> None:
    """Create some records of each resource, with integrations that call Production's systems."""
    fill_common(client)
    for number in range(SHARED_PRODUCTS):
        client.put(
            f"products/P{number}", {"Name": f"Product {number}", "Active": True, "xp": {"Weight": 1.5}}
        )
        client.post("catalogs/productassignments", {"CatalogID": "main", "ProductID": f"P{number}"})
    fill_integrations(client, "live.example")


def fill_staging(client: Client) -> None:
    """Create the same with changed, missing and additional records, and Staging's own integrations."""
    fill_common(client)
    for number in range(0, SHARED_PRODUCTS, 2):
        client.put(f"products/P{number}", {"Name": f"Old {number}", "Active": False})
    for number in range(4):
        client.put(f"products/only-staging-{number}", {"Name": "Leftover"})
    client.put("buyers/b1/users/u1", user("u1", "Changed"))
    fill_integrations(client, "staging.example")
    client.put("webhooks/own", webhook("Own", "https://staging.example/own"))


def fill_common(client: Client) -> None:
    client.put("catalogs/main", {"Name": "Main", "Active": True})
    client.put("catalogs/main/categories/tools", {"Name": "Tools", "Active": True})
    client.put("priceschedules/list", {"Name": "List", "PriceBreaks": [{"Quantity": 1, "Price": 9.5}]})
    client.put("buyers/b1", {"Name": "Buyer", "Active": True, "DefaultCatalogID": "main"})
    client.put("buyers/b1/users/u1", user("u1", "Una"))


def fill_integrations(client: Client, host: str) -> None:
    client.put(
        "integrationEvents/checkout",
        {
            "Name": "Checkout",
            "EventType": "OrderCheckout",
            "CustomImplementationUrl": f"https://{host}/checkout",
            "HashKey": f"key of {host}",
        },
    )
    client.put(
        f"apiclients/{API_CLIENT_ID}",
        {
            "AppName": "Shop",
            "Active": True,
            "AccessTokenDuration": 60,
            "OrderCheckoutIntegrationEventID": "checkout",
        },
    )
    client.put("webhooks/mail", {**webhook("Mail", f"https://{host}/mail"), "ApiClientIDs": [API_CLIENT_ID]})


def webhook(name: str, url: str) -> dict:
    return {
        "Name": name,
        "Url": url,
        "HashKey": "secret",
        "WebhookRoutes": [{"Route": "v1/buyers", "Verb": "POST"}],
    }


def user(name: str, first: str) -> dict:
    return {
        "Username": name,
        "FirstName": first,
        "LastName": "Other",
        "Email": f"{name}@example.com",
        "Active": True,
    }


def differences(client: Client, other: Client) -> list[str]:
    """Return the paths of the lists that differ in fields that OrderCloud doesn't set itself."""
    return [path for path in LISTS if _records(client, path) != _records(other, path)]


def _records(client: Client, path: str) -> list[dict]:
    items = [item for page in client.pages(path) for item in page["Items"]]
    comparable = [
        {name: value for name, value in item.items() if name not in SERVER_FIELDS} for item in items
    ]
    return sorted(comparable, key=str)


RESOURCE_COUNTS = {
    "production": 12,
    "staging": 10,
    "equal": 8,
    "create": 3,
    "change": 1,
    "delete": 1,
    "failed": 0,
    "captured": 0,
    "blanked": 0,
    "expected": 0,
    "unreadable": False,
}
