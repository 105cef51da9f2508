"""A subscription with an item for the sample user, one of the user's own, and the integration."""

from tests.environments.emulator.api_client import Api, user
from tests.environments.emulator.sample_data.ids import X

_MONTHLY = {"Frequency": 1, "Interval": "Months", "NextOrderDate": "2100-01-31T08:00:00Z"}
OWN = "own"
_CLIENT = {"AppName": "Subscriptions", "Active": True, "AllowSeller": True, "AccessTokenDuration": 60}


def create(api: Api) -> dict[str, str]:
    """Create the records of the seller."""
    roles = api.get("/securityprofiles/x1")["Roles"]
    api.patch("/securityprofiles/x1", {"Roles": [*roles, "MeSubscriptionAdmin"]})
    api.post("/adminusers", user("subscriptions"))
    client = api.post("/apiclients", _CLIENT | {"DefaultContextUserName": "subscriptions"})["ID"]
    integration = {"ApiClientID": client, "HashKey": "key", "NotificationDays": 3, "Active": True}
    api.put("/integrations/subscription", integration)
    body = _MONTHLY | {"ID": X, "FromCompanyID": X, "FromUserID": X, "ShippingAddressID": X}
    api.post("/subscriptions", body | {"Payment": {"Type": "PurchaseOrder"}})
    api.post("/subscriptions/x1/items", {"ID": X, "ProductID": X, "Quantity": 2})
    return {"subscriptionItemID": X}


def create_own(shopper: Api) -> dict[str, str]:
    """Create what the sample user has under `/me`; the subscription and its item have the same ID."""
    shopper.post("/me/subscriptions", _MONTHLY | {"ID": OWN})
    shopper.post(f"/me/subscriptions/{OWN}/items", {"ID": OWN, "ProductID": X})
    return {"me/subscriptions": OWN}
