"""Promotions beyond the first one: an eligible one of the sample orders, and one with generated codes."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X


def create(api: Api) -> dict[str, str]:
    """Create the promotions and the promotion integration."""
    body = {"EligibleExpression": "true", "ValueExpression": "1", "AllowAllBuyers": True, "CanCombine": True}
    api.post("/promotions", body | {"ID": "eligible", "Code": "ELIGIBLE"})
    api.patch("/promotions/x1", {"GeneratedCodeCount": 2})
    api.put("/integrations/promotion", {"HashKey": "key"})
    return {"promoCode": X}
