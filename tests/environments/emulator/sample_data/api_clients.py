"""A second API client with a secret, which its grants need; the first one stays without."""

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.sample_data.ids import X


def create(api: Api) -> dict[str, str]:
    """Create the client, and return its ID as that of all paths to secrets."""
    client = api.post("/apiclients", {"AppName": "Service", "AccessTokenDuration": 60, "Active": True})
    api.post(f"/apiclients/{client['ID']}/secrets", {"ID": X, "Name": "Deploy"})
    return {"apiclients/secrets": client["ID"]}
