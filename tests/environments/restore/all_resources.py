"""Records of every resource that a restore copies."""

from environments.ordercloud import Client
from tests.environments.restore.sample_data import OFFICE, SHOP, address, create_records, user


def create_all_resources(api: Client, name: str, site: str, newer: bool = True) -> None:
    """Create records of all resources.

    `name` is in their texts and in the ids of records that the other organization does not have.
    """
    create_records(api, site)
    _seller(api, name)
    _suppliers(api, name)
    _products(api, name)
    _buyers(api, name)
    _rights(api, name)
    if newer:
        _newer(api, name)
        create_deliveries(api, site)


def _newer(api: Client, name: str) -> None:
    """Create records of what came with API 1.0.454."""
    api.put("/buyergroups/stores", {"Name": name, "DefaultCatalogID": "main"})
    api.put("/buyers/grouped", {"Name": "Grouped", "GroupID": "stores", "DefaultCatalogID": "main"})
    api.post("/catalogs/assignments", {"CatalogID": "main", "BuyerGroupID": "stores"})
    api.put("/bundles/kit", {"Name": name, "Active": True})
    api.put(f"/bundles/{name}", {"Name": name})
    api.post("/bundles/productassignments", {"BundleID": "kit", "ProductID": "hammer-1", "Required": True})
    api.post("/catalogs/bundleassignments", {"CatalogID": "main", "BundleID": "kit"})
    category = {"CategoryID": "tools", "BundleID": "kit"}
    api.post("/catalogs/main/categories/bundleassignments", category)
    for group in (None, "staff"):
        api.post("/bundles/assignments", {"BundleID": "kit", "BuyerID": "acme", "UserGroupID": group})
    # Their order by ID is not that of parent and child.
    api.put("/products/vest", {"Name": name, "IsParent": True, "Active": True, "xp": {"Fit": name}})
    api.put("/products/a-vest", {"Name": "Red", "ParentID": "vest", "xp": {"Color": "red"}})
    breaks = [{"Quantity": 1, "Amount": len(name)}]
    api.put("/discounts/ten", {"Description": name, "DiscountBreaks": breaks, "ProductID": "hammer-1"})
    api.post("/discounts/assignments", {"DiscountID": "ten", "BuyerGroupID": "stores"})
    assignment = {"BuyerID": "acme"}
    api.post("/products/hammer-1/inventoryrecords/assignments", assignment | {"InventoryRecordID": "here"})
    api.post(
        "/products/hammer-2/variants/hammer-2-large/inventoryrecords/assignments",
        assignment | {"InventoryRecordID": "there"},
    )


RUNNER = "33333333-3333-4333-8333-333333333333"
SYNCHRONIZATIONS = (
    "OrderSync", "productsync", "entitysync/adminusers", "entitysync/buyers", "entitysync/buyers/usergroups",
    "entitysync/buyers/users", "entitysync/catalogs", "entitysync/categories",
    "entitysync/products/inventoryrecords", "entitysync/suppliers", "entitysync/suppliers/users",
)  # fmt: skip


def create_deliveries(api: Client, site: str) -> None:
    """Create a delivery configuration, everything that delivers through it, and both integrations."""
    target = {"Endpoint": f"https://{site}/deliveries", "Secret": f"secret of {site}"}
    configuration = {"Name": "Queue", "Enabled": True, "DeliveryTargets": {"Http": target}}
    api.put("/integrations/deliveryconfig/queue", configuration)
    delivered = {"DeliveryConfigID": "queue"}
    event = {"ClientID": SHOP, "EventType": "OrderSubmitted", "Name": f"Event of {site}"}
    api.put("/integrations/trackingEvents/orders", event | delivered)
    api.put("/integrations/ErrorConfig", delivered)
    api.put("/integrations/inventory", delivered)
    changed = {"SyncProductChanged": True, "SyncProductDeleted": True}
    changed |= {"SyncEntityChanged": True, "SyncEntityDeleted": True}
    for path in SYNCHRONIZATIONS:
        api.put(f"/integrations/{path}", delivered | changed)
    runner = {"AppName": "Runner", "AccessTokenDuration": 60, "DefaultContextUserName": "olive"}
    api.put(f"/apiclients/{RUNNER}", runner | {"AllowSeller": True})
    called = {"HashKey": f"key of {site}"}
    api.put("/integrations/promotion", called | {"Url": f"https://{site}/promotions"})
    more = {"ApiClientID": RUNNER, "Active": True, "Url": f"https://{site}/subscriptions"}
    api.put("/integrations/subscription", called | more)


def _seller(api: Client, name: str) -> None:
    api.put("/incrementors/orders", {"Name": name, "LastNumber": len(name), "LeftPaddingCount": 4})
    api.put("/xpindices", {"ThingType": "Order", "Key": "shared"})
    api.put("/xpindices", {"ThingType": "User", "Key": name})
    api.put("/addresses/warehouse", {**address(), "AddressName": name})
    api.put("/productfacets/color", {"Name": name, "MinCount": 1})
    api.put("/locales/us", {"Currency": "USD", "Language": "en-US"})
    api.put(f"/locales/{name}", {"Currency": "EUR", "Language": "de-DE"})


def _suppliers(api: Client, name: str) -> None:
    api.put("/suppliers/mill/addresses/dock", {**address(), "AddressName": name})
    api.put(f"/suppliers/{name}", {"Name": name, "Active": True})
    api.put(f"/suppliers/{name}/users/{name}-user", user(f"{name}-user"))
    api.put(
        "/approvalrules/returns",
        {
            "Name": name,
            "ApprovalType": "OrderReturn",
            "ApprovingGroupID": "managers",
            "RuleExpression": "true",
        },
    )


def _products(api: Client, name: str) -> None:
    api.put("/specs/size", {"Name": name, "DefinesVariant": True, "Required": True})
    for option in ("small", "large", name):
        api.put(f"/specs/size/options/{option}", {"Value": option})
    api.patch("/specs/size", {"DefaultOptionID": name})
    api.put("/specs/note", {"Name": "Note", "AllowOpenText": True})
    api.put("/priceschedules/sale", {"Name": name, "PriceBreaks": [{"Quantity": 1, "Price": 5}]})
    api.put("/products/shirt", {"Name": name, "DefaultSupplierID": "mill", "ShipFromAddressID": "dock"})
    api.put("/products/shirt/suppliers/mill", query=[("defaultPriceScheduleID", "sale")])
    api.put(f"/products/hammer-1/suppliers/{name}")
    for spec in ("size", "note"):
        api.post("/specs/productassignments", {"SpecID": spec, "ProductID": "shirt"})
    api.post("/products/shirt/variants/generate")
    api.patch("/products/shirt/variants/shirt-small", {"Name": f"Small {name}", "ID": f"{name}-small"})
    api.put("/products/hammer-1", {"Name": "Hammer", "Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    stock = {"AddressID": "warehouse", "QuantityAvailable": len(name)}
    api.put("/products/hammer-1/inventoryrecords/here", stock)
    api.put(
        "/products/hammer-2",
        {"Name": "Hammer", "Inventory": {"Enabled": True, "VariantLevelTracking": True}},
    )
    api.post("/specs/productassignments", {"SpecID": "size", "ProductID": "hammer-2"})
    api.post("/products/hammer-2/variants/generate")
    api.put("/products/hammer-2/variants/hammer-2-large/inventoryrecords/there", stock)
    api.put(
        "/promotions/welcome",
        {"Code": f"WELCOME-{name}", "EligibleExpression": "true", "ValueExpression": "5"},
    )


def _buyers(api: Client, name: str) -> None:
    api.put(f"/buyers/{name}", {"Name": name, "DefaultCatalogID": "main"})
    acme = "/buyers/acme"
    api.put(f"{acme}/addresses/home", {**address(), "AddressName": name})
    api.post(f"{acme}/addresses/assignments", {"AddressID": "home", "UserID": "bob", "IsShipping": True})
    api.put(f"{acme}/costcenters/sales", {"Name": name})
    api.post(f"{acme}/costcenters/assignments", {"CostCenterID": "sales", "UserGroupID": "staff"})
    api.put(f"{acme}/creditcards/visa", {"CardType": "Visa", "CardholderName": name})
    api.post(f"{acme}/creditcards/assignments", {"CreditCardID": "visa", "UserID": "bob"})
    api.put(f"{acme}/spendingaccounts/budget", {"Name": name, "Balance": 100.25})
    api.post(
        f"{acme}/spendingaccounts/assignments",
        {"SpendingAccountID": "budget", "UserGroupID": "staff", "AllowExceed": True},
    )
    api.put(
        f"{acme}/approvalrules/big",
        {"Name": name, "ApprovingGroupID": "staff", "RuleExpression": "order.Total > 100"},
    )
    api.put("/suppliers/mill/buyers/acme")


def _rights(api: Client, name: str) -> None:
    api.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme"})
    api.post("/catalogs/main/categories/assignments", {"CategoryID": "tools", "BuyerID": "acme"})
    api.post("/promotions/assignments", {"PromotionID": "welcome", "BuyerID": "acme"})
    api.post("/apiclients/assignments", {"ApiClientID": SHOP, "BuyerID": "acme"})
    api.post("/apiclients/assignments", {"ApiClientID": OFFICE, "SupplierID": "mill"})
    api.put(
        "/impersonationconfig/support",
        {"BuyerID": "acme", "SecurityProfileID": "shopping", "ClientID": SHOP},
    )
    api.put(
        "/openidconnects/login",
        {
            "OrderCloudApiClientID": SHOP,
            "ConnectClientID": name,
            "ConnectClientSecret": "secret",
            "AppStartUrl": "https://shop.example/?token={0}",
            "AuthorizationEndpoint": "https://id.example/authorize",
            "TokenEndpoint": "https://id.example/token",
        },
    )
