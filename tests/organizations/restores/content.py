"""What lies in the halves of the tests, and whether they are equal: read over the API, by own rules."""

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


def fill_production(half: Client) -> None:
    """Some of everything, with integrations that lead to Production's systems."""
    fill_common(half)
    for number in range(SHARED_PRODUCTS):
        half.put(f"products/P{number}", {"Name": f"Product {number}", "Active": True, "xp": {"Weight": 1.5}})
        half.post("catalogs/productassignments", {"CatalogID": "main", "ProductID": f"P{number}"})
    fill_integrations(half, "live.example")


def fill_staging(half: Client) -> None:
    """The same a while ago: records changed, missing and too many, integrations of its own."""
    fill_common(half)
    for number in range(0, SHARED_PRODUCTS, 2):
        half.put(f"products/P{number}", {"Name": f"Old {number}", "Active": False})
    for number in range(4):
        half.put(f"products/only-staging-{number}", {"Name": "Left over"})
    half.put("buyers/b1/users/u1", user("u1", "Changed"))
    fill_integrations(half, "staging.example")
    half.put("webhooks/own", webhook("Own", "https://staging.example/own"))


def fill_common(half: Client) -> None:
    half.put("catalogs/main", {"Name": "Main", "Active": True})
    half.put("catalogs/main/categories/tools", {"Name": "Tools", "Active": True})
    half.put("priceschedules/list", {"Name": "List", "PriceBreaks": [{"Quantity": 1, "Price": 9.5}]})
    half.put("buyers/b1", {"Name": "Buyer", "Active": True, "DefaultCatalogID": "main"})
    half.put("buyers/b1/users/u1", user("u1", "Una"))


def fill_integrations(half: Client, host: str) -> None:
    half.put(
        "integrationEvents/checkout",
        {
            "Name": "Checkout",
            "EventType": "OrderCheckout",
            "CustomImplementationUrl": f"https://{host}/checkout",
            "HashKey": f"key of {host}",
        },
    )
    half.put(
        f"apiclients/{API_CLIENT_ID}",
        {
            "AppName": "Shop",
            "Active": True,
            "AccessTokenDuration": 60,
            "OrderCheckoutIntegrationEventID": "checkout",
        },
    )
    half.put("webhooks/mail", {**webhook("Mail", f"https://{host}/mail"), "ApiClientIDs": [API_CLIENT_ID]})


def webhook(name: str, url: str) -> dict:
    return {
        "Name": name,
        "Url": url,
        "HashKey": "hush",
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


def differences(half: Client, other: Client) -> list[str]:
    """The lists that differ, less what OrderCloud sets itself."""
    return [path for path in LISTS if _records(half, path) != _records(other, path)]


def _records(half: Client, path: str) -> list[dict]:
    items = [item for page in half.pages(path) for item in page["Items"]]
    plain = [{name: value for name, value in item.items() if name not in SERVER_FIELDS} for item in items]
    return sorted(plain, key=str)
