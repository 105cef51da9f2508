"""A group of buyers, a discount for the sample buyer, and its inventory records."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X


def create(api: Api) -> dict[str, str]:
    """Create the records of the seller, and see that the sample user sees the second product too."""
    api.post("/buyergroups", {"ID": X, "Name": X, "DefaultCatalogID": X})
    api.patch("/buyers/x1", {"GroupID": X})
    api.post("/discounts", {"ID": X, "DiscountBreaks": [{"Quantity": 1, "Amount": 10}], "ProductID": X})
    api.post("/discounts/assignments", {"DiscountID": X, "BuyerID": X})
    # The order was made before the discount.
    api.patch("/orders/incoming/x1/lineitems/x1", {})
    api.patch("/products/x2", {"Active": True})
    api.post("/catalogs/productassignments", {"CatalogID": X, "ProductID": "x2"})
    assignment = {"InventoryRecordID": X, "BuyerID": X}
    for path in ("/products/x1", "/products/x2/variants/x1"):
        api.patch(f"{path}/inventoryrecords/x1", {"AllowAllBuyers": False})
        api.post(f"{path}/inventoryrecords/assignments", assignment)
    return {}
