"""The content of the demo's marketplaces, as the API calls that create it."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.demo.products import CATEGORIES, products


@dataclass(frozen=True)
class Call:
    """One call that may be repeated: PUT of a record, or POST of an assignment. `raw` replaces `body` as JSON text."""

    method: str
    path: str
    body: dict | None = None
    raw: str = ""


STOREFRONT_CLIENT = "5f0c9d6e-1b7a-4c38-9e52-3a64d8f1b207"
ERP_CLIENT = "a83e41c7-62d9-4f0b-8c15-9d27b6e05f34"
BUYERS = {
    "brightline": ("Brightline Medical", ["Marcus Vela", "Priya Anand", "Jonas Weber", "Chloe Martin"]),
    "fjord-marine": ("Fjord Marine Parts", ["Ingrid Solheim", "Lars Nygaard", "Mette Dahl"]),
    "orchard-vale": (
        "Orchard & Vale Estates",
        ["Hannah Price", "Tom Aldridge", "Grace Bell", "Owen Shaw", "Ruth Carver"],
    ),
    "kestrel": ("Kestrel Bikes", ["Nico Ferri", "Sara Conti"]),
}
GROUPS = {"purchasers": "Purchasers", "approvers": "Approvers"}
SUPPLIERS = {
    "nordhagen": ("Nordhagen Werkzeug", ["Elke Brandt", "Uwe Sommer"]),
    "castelline": ("Castelline Utensili", ["Marta Rossi"]),
}
PROFILES = {
    "full-access": ("Full access", ["FullAccess"]),
    "shopper": ("Shopper", ["Shopper", "MeAdmin", "MeAddressAdmin", "PasswordReset"]),
    "approver": ("Approver", ["Shopper", "ApprovalRuleReader"]),
    "supplier": ("Supplier", ["ProductAdmin", "OrderReader", "ShipmentAdmin"]),
    "catalog-manager": (
        "Catalog manager",
        ["CatalogAdmin", "CategoryAdmin", "ProductAdmin", "PriceScheduleAdmin"],
    ),
}
SELLERS = {"dana": "Dana Hartwell", "jo": "Jo Castellane", "erp": "ERP Connector"}


def batches(host: str) -> Iterator[list[Call]]:
    """Yield batches of calls, each concurrent, in order. `host` receives the environment's webhooks."""
    yield list(_base_records())
    yield list(_buyers_and_categories())
    yield list(_buyer_users())
    yield list(_assignments_and_prices())
    yield list(_products())
    yield list(_product_assignments())
    yield list(_integrations(host))
    yield list(_clients(host))


def _user(path: str, user_id: str, name: str) -> Call:
    first, last = name.split(" ", 1)
    email = f"{user_id}@{path.split('/')[2] if path.count('/') > 2 else 'hartwell'}.example"
    body = {
        "Username": user_id.replace("-", "."),
        "FirstName": first,
        "LastName": last,
        "Email": email,
        "Active": True,
        "xp": {"Language": "en"},
    }
    return Call("PUT", f"{path}/{user_id}", body)


def _id(name: str) -> str:
    return name.lower().replace(" ", "-")


def _base_records() -> Iterator[Call]:
    for profile, (name, roles) in PROFILES.items():
        yield Call("PUT", f"/securityprofiles/{profile}", {"Name": name, "Roles": roles})
    for group, name in (("catalog-team", "Catalog team"), ("support", "Support")):
        yield Call("PUT", f"/usergroups/{group}", {"Name": name, "Description": f"{name} of the seller"})
    for user, name in SELLERS.items():
        yield _user("/adminusers", f"{user}-hartwell", name)
    for supplier, (name, _users) in SUPPLIERS.items():
        yield Call("PUT", f"/suppliers/{supplier}", {"Name": name, "Active": True, "AllBuyersCanOrder": True})
    yield Call(
        "PUT",
        "/catalogs/trade",
        {"Name": "Trade range", "Description": "What every trade customer may buy", "Active": True},
    )
    yield Call(
        "PUT",
        "/catalogs/workshop",
        {"Name": "Workshop range", "Description": "Torque and measuring for workshops", "Active": True},
    )


def _buyers_and_categories() -> Iterator[Call]:
    for buyer, (name, _users) in BUYERS.items():
        catalog = "workshop" if buyer == "kestrel" else "trade"
        yield Call(
            "PUT",
            f"/buyers/{buyer}",
            {"Name": name, "Active": True, "DefaultCatalogID": catalog, "xp": {"Tier": "Gold"}},
        )
    for supplier, (_name, users) in SUPPLIERS.items():
        for user in users:
            yield _user(f"/suppliers/{supplier}/users", _id(user), user)
    for category, (name, _families) in CATEGORIES.items():
        body = {
            "Name": name,
            "Active": True,
            "ListOrder": list(CATEGORIES).index(category),
            "Description": f"{name} of the range",
        }
        yield Call("PUT", f"/catalogs/trade/categories/{category}", body)


def _buyer_users() -> Iterator[Call]:
    for buyer, (_name, users) in BUYERS.items():
        for group, name in GROUPS.items():
            yield Call("PUT", f"/buyers/{buyer}/usergroups/{buyer}-{group}", {"Name": name})
        for user in users:
            yield _user(f"/buyers/{buyer}/users", _id(user), user)
    for category in CATEGORIES:
        body = {"Name": "Special offers", "ParentID": category, "Active": True, "ListOrder": 99}
        yield Call("PUT", f"/catalogs/trade/categories/{category}-offers", body)


def _assignments_and_prices() -> Iterator[Call]:
    for buyer, (_name, users) in BUYERS.items():
        for catalog in ("trade", "workshop"):
            body = {
                "CatalogID": catalog,
                "BuyerID": buyer,
                "ViewAllCategories": True,
                "ViewAllProducts": catalog == "trade",
            }
            yield Call("POST", "/catalogs/assignments", body)
        for rank, user in enumerate(users):
            group = f"{buyer}-{'approvers' if rank == 0 else 'purchasers'}"
            yield Call(
                "POST",
                f"/buyers/{buyer}/usergroups/assignments",
                {"UserGroupID": group, "UserID": _id(user)},
            )
        yield Call(
            "POST", "/securityprofiles/assignments", {"SecurityProfileID": "shopper", "BuyerID": buyer}
        )
        approver = {"SecurityProfileID": "approver", "BuyerID": buyer, "UserGroupID": f"{buyer}-approvers"}
        yield Call("POST", "/securityprofiles/assignments", approver)
    for supplier in SUPPLIERS:
        yield Call(
            "POST", "/securityprofiles/assignments", {"SecurityProfileID": "supplier", "SupplierID": supplier}
        )
    yield Call(
        "POST",
        "/securityprofiles/assignments",
        {"SecurityProfileID": "full-access", "UserID": "erp-hartwell"},
    )
    yield Call(
        "POST",
        "/securityprofiles/assignments",
        {"SecurityProfileID": "catalog-manager", "UserGroupID": "catalog-team"},
    )
    yield Call("POST", "/usergroups/assignments", {"UserGroupID": "catalog-team", "UserID": "jo-hartwell"})
    for product in products():
        price = f'{{"Name":"{product.id}","ApplyTax":true,"MinQuantity":1,"PriceBreaks":[{{"Quantity":1,"Price":{product.price}}}]}}'
        yield Call("PUT", f"/priceschedules/HW-PS-{product.id}", raw=price)


def _products() -> Iterator[Call]:
    for product in products():
        body = (
            f'{{"Name":"{product.name}","Description":"{product.name}. Sold singly, two years of guarantee.","QuantityMultiplier":1,'
            f'"ShipWeight":{product.weight},"Active":{str(product.active).lower()},"DefaultPriceScheduleID":"HW-PS-{product.id}","Returnable":true,'
            f'"xp":{{"Brand":"{product.brand}","Size":"{product.size}","ErpRecord":{product.erp_record},"Tags":["{product.category}","2026"]}}}}'
        )
        yield Call("PUT", f"/products/{product.id}", raw=body)


def _product_assignments() -> Iterator[Call]:
    for rank, product in enumerate(products()):
        yield Call("POST", "/catalogs/productassignments", {"CatalogID": "trade", "ProductID": product.id})
        yield Call(
            "POST",
            "/catalogs/trade/categories/productassignments",
            {"CategoryID": product.category, "ProductID": product.id, "ListOrder": rank},
        )
        if product.category in ("torque", "measuring"):
            yield Call(
                "POST", "/catalogs/productassignments", {"CatalogID": "workshop", "ProductID": product.id}
            )
            body = {"ProductID": product.id, "BuyerID": "kestrel", "PriceScheduleID": f"HW-PS-{product.id}"}
            yield Call("POST", "/products/assignments", body)


def _integrations(host: str) -> Iterator[Call]:
    event = {
        "Name": "Checkout",
        "EventType": "OrderCheckout",
        "CustomImplementationUrl": f"https://checkout.{host}/oc",
        "HashKey": f"checkout-{host}"[:50],
    }
    yield Call("PUT", "/integrationEvents/checkout", event)
    for sender, types in (
        ("order-mails", ["OrderSubmitted", "OrderApproved", "OrderDeclined"]),
        ("account-mails", ["ForgottenPassword", "NewUserInvitation"]),
    ):
        name = sender.replace("-", " ").capitalize()
        body = {
            "Name": name,
            "MessageTypes": types,
            "URL": f"https://mail.{host}/{sender}/{{messagetype}}",
            "SharedKey": f"mail-{host}",
        }
        yield Call("PUT", f"/messagesenders/{sender}", body)


def _clients(host: str) -> Iterator[Call]:
    for client, name, extra in (
        (
            STOREFRONT_CLIENT,
            "Storefront",
            {
                "AllowAnyBuyer": True,
                "OrderCheckoutIntegrationEventID": "checkout",
                "RefreshTokenDuration": 1440,
            },
        ),
        (
            ERP_CLIENT,
            "ERP connector",
            {
                "AllowSeller": True,
                "DefaultContextUserName": "erp.hartwell",
                "ClientSecret": f"erp-secret-of-{host}",
            },
        ),
    ):
        yield Call(
            "PUT",
            f"/apiclients/{client}",
            {"AppName": name, "Active": True, "AccessTokenDuration": 600} | extra,
        )


def assignments(host: str) -> list[Call]:
    """Return the last batch: webhooks, which name API clients, and assignments of message senders."""
    routes = {
        "order-submitted": ("v1/orders/{direction}/{orderID}/submit", "POST"),
        "product-changed": ("v1/products/{productID}", "PATCH"),
    }
    calls = []
    for webhook, (route, verb) in routes.items():
        body = {
            "Name": webhook.replace("-", " ").capitalize(),
            "Url": f"https://hooks.{host}/{webhook}",
            "HashKey": f"hook-{host}"[:50],
            "ApiClientIDs": [STOREFRONT_CLIENT, ERP_CLIENT],
            "WebhookRoutes": [{"Route": route, "Verb": verb}],
            "ConfigData": {"environment": host},
        }
        calls.append(Call("PUT", f"/webhooks/{webhook}", body))
    for buyer in BUYERS:
        calls.append(
            Call("POST", "/messagesenders/assignments", {"MessageSenderID": "order-mails", "BuyerID": buyer})
        )
    return calls
