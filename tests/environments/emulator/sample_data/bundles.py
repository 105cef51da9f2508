"""A bundle with a product, on an order, on a cart and on subscriptions."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X

BUNDLE = "bundle"
_ITEMS = {"LineItems": [{"ProductID": X, "Quantity": 2}]}


def create(api: Api) -> dict[str, str]:
    """Create the bundle, and a line of it on each of the seller's records."""
    api.post("/bundles", {"ID": BUNDLE, "Name": X, "Active": True})
    api.post("/bundles/productassignments", {"BundleID": BUNDLE, "ProductID": X, "Required": True})
    api.post("/bundles/assignments", {"BundleID": BUNDLE, "BuyerID": X})
    api.post("/catalogs/bundleassignments", {"CatalogID": X, "BundleID": BUNDLE})
    api.post("/catalogs/x1/categories/bundleassignments", {"CategoryID": X, "BundleID": BUNDLE})
    ids = {
        f"{place}/{{bundleID}}/{{bundleItemID}}": api.post(f"{path}/{BUNDLE}", _ITEMS)["ID"]
        for place, path in (
            ("/orders/{direction}/{orderID}/bundles", "/orders/incoming/x1/bundles"),
            ("/subscriptions/{subscriptionID}/bundles", "/subscriptions/x1/bundles"),
        )
    }
    return ids | {"bundleID": BUNDLE}


def create_own(shopper: Api) -> dict[str, str]:
    """Add the bundle to the cart and the subscription of the sample user."""
    return {
        f"{place}/{{bundleID}}/{{bundleItemID}}": shopper.post(f"{path}/{BUNDLE}", _ITEMS)["ID"]
        for place, path in (
            ("/cart/bundles", "/cart/bundles"),
            ("/me/subscriptions/{subscriptionID}/items/bundles", "/me/subscriptions/own/items/bundles"),
        )
    }
