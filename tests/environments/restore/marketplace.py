"""One or more records of every kind that a restore copies."""

from environments.ordercloud import Client
from tests.environments.restore.conftest import OFFICE, SHOP, address, fill, user


def fill_everything(half: Client, name: str, site: str) -> None:
    """Everything, with `name` in texts and in ids of things that the other half shall not have."""
    fill(half, site)
    _seller(half, name)
    _suppliers(half, name)
    _products(half, name)
    _buyers(half, name)
    _rights(half, name)


def _seller(half: Client, name: str) -> None:
    half.put("/incrementors/orders", {"Name": name, "LastNumber": len(name), "LeftPaddingCount": 4})
    half.put("/xpindices", {"ThingType": "Order", "Key": "shared"})
    half.put("/xpindices", {"ThingType": "User", "Key": name})
    half.put("/addresses/warehouse", {**address(), "AddressName": name})
    half.put("/productfacets/color", {"Name": name, "MinCount": 1})
    half.put("/locales/us", {"Currency": "USD", "Language": "en-US"})
    half.put(f"/locales/{name}", {"Currency": "EUR", "Language": "de-DE"})


def _suppliers(half: Client, name: str) -> None:
    half.put("/suppliers/mill/addresses/dock", {**address(), "AddressName": name})
    half.put(f"/suppliers/{name}", {"Name": name, "Active": True})
    half.put(f"/suppliers/{name}/users/{name}-user", user(f"{name}-user"))
    half.put(
        "/approvalrules/returns",
        {
            "Name": name,
            "ApprovalType": "OrderReturn",
            "ApprovingGroupID": "managers",
            "RuleExpression": "true",
        },
    )


def _products(half: Client, name: str) -> None:
    half.put("/specs/size", {"Name": name, "DefinesVariant": True, "Required": True})
    for option in ("small", "large", name):
        half.put(f"/specs/size/options/{option}", {"Value": option})
    half.patch("/specs/size", {"DefaultOptionID": name})
    half.put("/specs/note", {"Name": "Note", "AllowOpenText": True})
    half.put("/priceschedules/sale", {"Name": name, "PriceBreaks": [{"Quantity": 1, "Price": 5}]})
    half.put("/products/shirt", {"Name": name, "DefaultSupplierID": "mill", "ShipFromAddressID": "dock"})
    half.put("/products/shirt/suppliers/mill", query=[("defaultPriceScheduleID", "sale")])
    half.put(f"/products/hammer-1/suppliers/{name}")
    for spec in ("size", "note"):
        half.post("/specs/productassignments", {"SpecID": spec, "ProductID": "shirt"})
    half.post("/products/shirt/variants/generate")
    half.patch("/products/shirt/variants/shirt-small", {"Name": f"Small {name}", "ID": f"{name}-small"})
    half.put("/products/hammer-1", {"Name": "Hammer", "Inventory": {"Enabled": True, "QuantityAvailable": 1}})
    stock = {"AddressID": "warehouse", "QuantityAvailable": len(name)}
    half.put("/products/hammer-1/inventoryrecords/here", stock)
    half.put(
        "/products/hammer-2",
        {"Name": "Hammer", "Inventory": {"Enabled": True, "VariantLevelTracking": True}},
    )
    half.post("/specs/productassignments", {"SpecID": "size", "ProductID": "hammer-2"})
    half.post("/products/hammer-2/variants/generate")
    half.put("/products/hammer-2/variants/hammer-2-large/inventoryrecords/there", stock)
    half.put(
        "/promotions/welcome",
        {"Code": f"WELCOME-{name}", "EligibleExpression": "true", "ValueExpression": "5"},
    )


def _buyers(half: Client, name: str) -> None:
    half.put(f"/buyers/{name}", {"Name": name, "DefaultCatalogID": "main"})
    acme = "/buyers/acme"
    half.put(f"{acme}/addresses/home", {**address(), "AddressName": name})
    half.post(f"{acme}/addresses/assignments", {"AddressID": "home", "UserID": "bob", "IsShipping": True})
    half.put(f"{acme}/costcenters/sales", {"Name": name})
    half.post(f"{acme}/costcenters/assignments", {"CostCenterID": "sales", "UserGroupID": "staff"})
    half.put(f"{acme}/creditcards/visa", {"CardType": "Visa", "CardholderName": name})
    half.post(f"{acme}/creditcards/assignments", {"CreditCardID": "visa", "UserID": "bob"})
    half.put(f"{acme}/spendingaccounts/budget", {"Name": name, "Balance": 100.25})
    half.post(
        f"{acme}/spendingaccounts/assignments",
        {"SpendingAccountID": "budget", "UserGroupID": "staff", "AllowExceed": True},
    )
    half.put(
        f"{acme}/approvalrules/big",
        {"Name": name, "ApprovingGroupID": "staff", "RuleExpression": "order.Total > 100"},
    )
    half.put("/suppliers/mill/buyers/acme")


def _rights(half: Client, name: str) -> None:
    half.post("/locales/assignments", {"LocaleID": "us", "BuyerID": "acme"})
    half.post("/catalogs/main/categories/assignments", {"CategoryID": "tools", "BuyerID": "acme"})
    half.post("/promotions/assignments", {"PromotionID": "welcome", "BuyerID": "acme"})
    half.post("/apiclients/assignments", {"ApiClientID": SHOP, "BuyerID": "acme"})
    half.post("/apiclients/assignments", {"ApiClientID": OFFICE, "SupplierID": "mill"})
    half.put(
        "/impersonationconfig/support",
        {"BuyerID": "acme", "SecurityProfileID": "shopping", "ClientID": SHOP},
    )
    half.put(
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
