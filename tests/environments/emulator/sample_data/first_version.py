"""One record of every resource of the first version of the API."""

from tests.environments.emulator.api_client import Api, address, user
from tests.environments.emulator.sample_data.ids import X

_EVENT_SETTINGS = {"CustomImplementationUrl": "https://x.example/event", "HashKey": "key"}


def create(api: Api) -> dict[str, str]:
    """Create all records, and return the value of each path parameter."""
    client = _seller(api)
    _suppliers(api)
    _catalog(api)
    _buyer(api, client)
    _links(api)
    return _orders(api) | {"apiClientID": client}


def _seller(api: Api) -> str:
    api.post("/adminusers", user("admin"))
    api.patch("/adminusers/admin", {"ID": X})
    api.post("/usergroups", {"ID": X, "Name": X})
    api.post("/addresses", address(X))
    roles = ["Shopper", "MeAdmin", "MeAddressAdmin", "MeCreditCardAdmin", "OrderAdmin", "PasswordReset"]
    api.post("/securityprofiles", {"ID": X, "Name": X, "Roles": roles})
    api.post("/incrementors", {"ID": X, "LastNumber": 1, "LeftPaddingCount": 1})
    api.post("/integrationEvents", {"ID": X, "Name": X} | _EVENT_SETTINGS)
    api.post("/locales", {"ID": X, "Currency": "USD"})
    hook = {"ID": X, "Name": X, "Url": "https://x.example", "HashKey": "key"}
    api.post("/webhooks", hook)
    sender = {"ID": X, "Name": X, "URL": "https://x.example", "SharedKey": "key"}
    api.post("/messagesenders", sender | {"MessageTypes": ["OrderSubmitted"]})
    api.put("/xpindices", {"ThingType": "Order", "Key": X})
    body = {
        "AppName": X,
        "Active": True,
        "AllowAnyBuyer": True,
        "AllowSeller": True,
        "AccessTokenDuration": 60,
    }
    client = api.post("/apiclients", body)["ID"]
    connect = {"OrderCloudApiClientID": client, "ConnectClientID": "c", "ConnectClientSecret": "s"}
    urls = dict.fromkeys(("AppStartUrl", "AuthorizationEndpoint", "TokenEndpoint"), "https://x.example")
    api.post("/openidconnects", {"ID": X, "IntegrationEventID": X} | connect | urls)
    rule = {"ID": X, "ApprovalType": "OrderReturn", "ApprovingGroupID": X, "RuleExpression": "false"}
    api.post("/approvalrules", rule)
    return client


def _suppliers(api: Api) -> None:
    api.post("/suppliers", {"ID": X, "Name": X, "Active": True, "AllBuyersCanOrder": True})
    api.post("/suppliers/x1/users", user(X, Username="supplieruser"))
    api.post("/suppliers/x1/usergroups", {"ID": X, "Name": X})
    api.post("/suppliers/x1/addresses", address(X))


def _catalog(api: Api) -> None:
    api.post("/catalogs", {"ID": X, "Name": X, "Active": True})
    api.post("/catalogs/x1/categories", {"ID": X, "Name": X, "Active": True})
    schedule = {"ID": X, "Name": X, "PriceBreaks": [{"Quantity": 1, "Price": 10.50}], "Currency": "USD"}
    api.post("/priceschedules", schedule)
    api.post("/productfacets", {"ID": X, "Name": X, "MinCount": 1})
    stock = {"Enabled": True, "OrderCanExceed": True}
    product = {"ID": X, "Name": X, "Active": True, "Returnable": True, "DefaultPriceScheduleID": X}
    api.post("/products", product | {"Inventory": stock, "xp": {"x1": "a"}})
    api.post("/specs", {"ID": X, "Name": X, "DefinesVariant": True, "Required": True})
    api.post("/specs/x1/options", {"ID": X, "Value": X})
    api.patch("/specs/x1", {"DefaultOptionID": X})
    api.post("/specs/productassignments", {"SpecID": X, "ProductID": X})
    api.post("/products/x1/variants/generate")
    api.patch("/products/x1/variants/x1-x1", {"ID": X})
    api.post("/products/x1/inventoryrecords", {"ID": X, "AddressID": X})
    body = {"ID": X, "Code": X, "EligibleExpression": "true", "ValueExpression": "1", "AllowAllBuyers": True}
    api.post("/promotions", body | {"CanCombine": True})
    # Inventory records of variants: a second product, which tracks its inventory at variant level.
    api.post("/products", {"ID": "x2", "Name": X, "Inventory": stock | {"VariantLevelTracking": True}})
    api.post("/specs/productassignments", {"SpecID": X, "ProductID": "x2"})
    api.post("/products/x2/variants/generate")
    api.patch("/products/x2/variants/x2-x1", {"ID": X})
    api.post("/products/x2/variants/x1/inventoryrecords", {"ID": X, "AddressID": X})


def _buyer(api: Api, client: str) -> None:
    api.post("/buyers", {"ID": X, "Name": X, "Active": True, "DefaultCatalogID": X})
    api.post("/buyers/x1/users", user(X))
    api.post("/buyers/x1/usergroups", {"ID": X, "Name": X})
    api.post("/buyers/x1/addresses", address(X))
    api.post("/buyers/x1/costcenters", {"ID": X, "Name": X})
    api.post("/buyers/x1/creditcards", {"ID": X})
    account = {"ID": X, "Name": X, "Balance": 1000, "AllowAsPaymentMethod": True}
    api.post("/buyers/x1/spendingaccounts", account)
    rule = {"ID": X, "ApprovingGroupID": X, "RuleExpression": "false"}
    api.post("/buyers/x1/approvalrules", rule)
    config = {"ID": X, "BuyerID": X, "SecurityProfileID": X, "ClientID": client}
    api.post("/impersonationconfig", config)


def _links(api: Api) -> None:
    api.post("/usergroups/assignments", {"UserGroupID": X, "UserID": X})
    api.post("/suppliers/x1/usergroups/assignments", {"UserGroupID": X, "UserID": X})
    api.post("/buyers/x1/usergroups/assignments", {"UserGroupID": X, "UserID": X})
    api.post("/securityprofiles/assignments", {"SecurityProfileID": X, "BuyerID": X})
    api.post("/messagesenders/assignments", {"MessageSenderID": X, "BuyerID": X})
    copied = {
        "MessageSenderAssignment": {"MessageSenderID": X, "BuyerID": X},
        "MessageType": "OrderSubmitted",
    }
    api.post("/messagesenders/CCListenerAssignments", copied | {"BuyerID": X})
    api.post("/locales/assignments", {"LocaleID": X, "BuyerID": X})
    used = {"IsShipping": True, "IsBilling": True}
    api.post("/buyers/x1/addresses/assignments", {"AddressID": X, "UserID": X} | used)
    api.post("/buyers/x1/costcenters/assignments", {"CostCenterID": X, "UserGroupID": X})
    api.post("/buyers/x1/creditcards/assignments", {"CreditCardID": X, "UserID": X})
    api.post("/buyers/x1/spendingaccounts/assignments", {"SpendingAccountID": X, "UserID": X})
    seen = {"ViewAllProducts": True, "ViewAllCategories": True}
    api.post("/catalogs/assignments", {"CatalogID": X, "BuyerID": X} | seen)
    api.post("/catalogs/productassignments", {"CatalogID": X, "ProductID": X})
    api.post("/catalogs/x1/categories/assignments", {"CategoryID": X, "BuyerID": X, "Visible": True})
    api.post("/catalogs/x1/categories/productassignments", {"CategoryID": X, "ProductID": X})
    api.post("/products/assignments", {"ProductID": X, "BuyerID": X, "PriceScheduleID": X})
    api.post("/promotions/assignments", {"PromotionID": X, "BuyerID": X})
    api.put("/products/x1/suppliers/x1", defaultPriceScheduleID=X)
    api.put("/suppliers/x1/buyers/x1")
    for assigned in ({"BuyerID": X}, {"SupplierID": X}):
        client = api.items("/apiclients")[0]["ID"]
        api.post("/apiclients/assignments", {"ApiClientID": client} | assigned)


def _orders(api: Api) -> dict[str, str]:
    """Create an unsubmitted order x1, and a submitted one with a shipment x1 and a return x1."""
    for id_ in (X, "x2"):
        body = {"ID": id_, "FromCompanyID": X, "FromUserID": X, "BillingAddressID": None}
        api.post("/orders/incoming", body)
        api.post(f"/orders/incoming/{id_}/lineitems", {"ID": X, "ProductID": X, "Quantity": 2})
        api.post(f"/orders/incoming/{id_}/payments", {"ID": X, "Type": "PurchaseOrder"})
    for place in ("billto", "shipto", f"lineitems/{X}/shipto"):
        api.put(f"/orders/incoming/x1/{place}", address(X))
    api.post("/orders/incoming/x1/promotions/x1")
    api.post("/orders/incoming/x2/submit")
    transaction = {"ID": X, "Type": "Capture", "DateExecuted": "2024-01-01T00:00:00Z"}
    api.post("/orders/incoming/x1/payments/x1/transactions", transaction)
    api.post("/shipments", {"ID": X, "BuyerID": X})
    api.post("/shipments/x1/items", {"OrderID": "x2", "LineItemID": X, "QuantityShipped": 1})
    items = [{"LineItemID": X, "Quantity": 1}]
    api.post("/orderreturns", {"ID": X, "OrderID": "x2", "ItemsToReturn": items})
    return {}
