"""Sample records of a Production organization and its Staging."""

from environments.ordercloud import Client


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


def create_records(api: Client, site: str) -> None:
    """Create some records of most resources; `site` is the host that the integrations call."""
    api.put("/securityprofiles/shopping", {"Name": "Shopping", "Roles": ["Shopper", "MeAdmin"]})
    api.put("/adminusers/olive", user("olive"))
    api.put("/usergroups/managers", {"Name": "Managers"})
    api.post("/usergroups/assignments", {"UserGroupID": "managers", "UserID": "olive"})
    api.put("/suppliers/mill", {"Name": "Mill", "Active": True})
    api.put("/suppliers/mill/users/miller", user("miller"))
    api.put("/suppliers/mill/usergroups/packers", {"Name": "Packers"})
    api.post("/suppliers/mill/usergroups/assignments", {"UserGroupID": "packers", "UserID": "miller"})
    api.put("/catalogs/main", {"Name": "Main", "Active": True})
    api.put("/catalogs/main/categories/tools", {"Name": "Tools", "Active": True})
    api.put("/catalogs/main/categories/hammers", {"Name": "Hammers", "ParentID": "tools"})
    api.put("/priceschedules/list", {"Name": "List", "PriceBreaks": [{"Quantity": 1, "Price": 9.5}]})
    for number in range(3):
        product = {"Name": f"Hammer {number}", "Active": True, "xp": {"Weight": 1.25, "Tags": ["a", "b"]}}
        api.put(f"/products/hammer-{number}", product)
        api.post("/catalogs/productassignments", {"CatalogID": "main", "ProductID": f"hammer-{number}"})
    api.post(
        "/catalogs/main/categories/productassignments",
        {"CategoryID": "hammers", "ProductID": "hammer-0", "ListOrder": 2},
    )
    api.put("/buyers/acme", {"Name": "Acme", "Active": True, "DefaultCatalogID": "main"})
    api.put("/buyers/acme/users/bob", user("bob"))
    api.put("/buyers/acme/usergroups/staff", {"Name": "Staff"})
    api.post("/buyers/acme/usergroups/assignments", {"UserGroupID": "staff", "UserID": "bob"})
    api.post("/securityprofiles/assignments", {"SecurityProfileID": "shopping", "BuyerID": "acme"})
    api.post("/catalogs/assignments", {"CatalogID": "main", "BuyerID": "acme", "ViewAllProducts": True})
    api.post("/products/assignments", {"ProductID": "hammer-0", "BuyerID": "acme", "PriceScheduleID": "list"})
    api.put(
        "/integrationEvents/checkout",
        {
            "Name": "Checkout",
            "EventType": "OrderCheckout",
            "CustomImplementationUrl": f"https://{site}/checkout",
            "HashKey": f"{site} key",
        },
    )
    api.put(
        "/messagesenders/mailer",
        {
            "Name": "Mailer",
            "MessageTypes": ["OrderSubmitted", "NewUserInvitation"],
            "URL": f"https://{site}/mail",
            "SharedKey": f"{site} key",
        },
    )
    api.post("/messagesenders/assignments", {"MessageSenderID": "mailer", "BuyerID": "acme"})
    for client, name in ((SHOP, "Shop"), (OFFICE, "Office")):
        api.put(
            f"/apiclients/{client}",
            {
                "AppName": name,
                "AccessTokenDuration": 60,
                "AllowAnyBuyer": True,
                "OrderCheckoutIntegrationEventID": "checkout",
            },
        )
    api.put(
        "/webhooks/orders",
        {
            "Name": "Orders",
            "Url": f"https://{site}/orders",
            "HashKey": f"{site} key",
            "ApiClientIDs": [SHOP],
            "WebhookRoutes": [{"Route": "v1/buyers", "Verb": "POST"}],
        },
    )


def change_staging(staging: Client) -> None:
    """Change, add and delete records of Staging, and create Staging's own integrations."""
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
