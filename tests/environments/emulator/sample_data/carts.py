"""A cart of the buyer user, with one record of everything that a cart has."""

from tests.environments.emulator.api_client import Api, address
from tests.environments.emulator.sample_data.ids import X


def create_own(shopper: Api) -> dict[str, str]:
    """Create the cart; its parts have the IDs of those of the sample order."""
    shopper.post("/orders/outgoing", {"ID": "cart1"})
    shopper.put("/cart/cart1")
    shopper.post("/cart/lineitems", {"ID": X, "ProductID": X, "Quantity": 1})
    for place in ("billto", "shipto"):
        shopper.put(f"/cart/{place}", address(X))
    shopper.post("/cart/payments", {"ID": X, "Type": "PurchaseOrder"})
    transaction = {"ID": X, "Type": "Capture", "DateExecuted": "2024-01-01T00:00:00Z"}
    shopper.post("/cart/payments/x1/transactions", transaction)
    shopper.post("/cart/promotions/x1")
    return {}
