"""Fixtures of the user tests."""

import pytest

from tests.environments.emulator.api_client import user
from tests.environments.emulator.users import create_open_client


@pytest.fixture
def impersonation_setup(seller_api):
    """Create a buyer user, a client, and a config by which seller users impersonate users of the buyer."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/users", user("sally"))
    roles = {"Roles": ["Shopper", "MeAdmin"], "CustomRoles": ["Brewer"]}
    seller_api.post("/securityprofiles", {"ID": "shopping", "Name": "S"} | roles)
    client = create_open_client(seller_api)
    config = {"ID": "i", "BuyerID": "acme", "SecurityProfileID": "shopping", "ClientID": client}
    seller_api.post("/impersonationconfig", config)
    return seller_api, client
