"""A product collection with an invitation, and an invitation to a group order, of the buyer user."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X


def create_own(shopper: Api) -> dict[str, str]:
    """Create them, and return the values of path parameters, also by the start of the path."""
    shopper.post("/me/productcollections", {"ID": X, "Name": X})
    shopper.call("PUT", "/me/productcollections/x1/x1").raise_for_status()
    invited = shopper.post("/me/productcollections/x1/invitations", {"Name": X})
    order = {"OrderID": X, "ExpirationDate": "2999-01-01T00:00:00Z"}
    ordering = shopper.post("/me/orderinvitations", order)
    return {"invitationID": invited["ID"], "me/orderinvitations": ordering["ID"]}
