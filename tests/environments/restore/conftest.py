"""A pair on a real emulator: Production with sample records, and a Staging that differs from it."""

from dataclasses import dataclass

import pytest
import requests

from environments.endpoints import emulated_endpoint
from environments.grants import EmulatorGrant
from environments.ordercloud import Client
from environments.restore.journal import MemoryJournal
from environments.restore.options import RestoreOptions
from tests.environments.restore.all_resources import create_deliveries
from tests.environments.restore.sample_data import change_staging, create_records


@dataclass
class Pair:
    """Clients of both organizations with the rights of the platform, and the options of the restore."""

    url: str
    key: str
    production: Client
    staging: Client
    options: RestoreOptions

    def requests(self, organization: str, method: str | None = None) -> list[dict]:
        """Return the calls that the emulator served for one organization."""
        response = requests.get(f"{self.url}/_emulator/requests", {"organization": organization}, timeout=10)
        items = response.json()["Items"]
        return [item for item in items if method is None or item["Method"] == method]

    def changes(self, organization: str) -> list[dict]:
        """Return the calls that change something, without those for tokens."""
        return [
            item
            for item in self.requests(organization)
            if item["Method"] != "GET" and not item["Path"].endswith("/oauth/token")
        ]


def platform_client(url: str, key: str, organization: str, environment: str) -> tuple[EmulatorGrant, Client]:
    """Create the organization if needed; return its grant and a client with the platform's own token."""
    requests.put(
        f"{url}/_emulator/organizations/{organization}",
        json={"Environment": environment, "Region": "usw", "Name": "Acme"},
        timeout=10,
    ).raise_for_status()
    grant = EmulatorGrant(emulated_endpoint(url, environment), organization, key)
    token = grant.fetch((), platform=True).access_token
    return grant, Client(grant.endpoint, lambda force: token)


@pytest.fixture
def pair(emulator) -> Pair:
    """Return a pair of empty organizations."""
    _, production = platform_client(emulator.url, emulator.key, "acme", "Production")
    grant, staging = platform_client(emulator.url, emulator.key, "acme_Staging", "Staging")
    return Pair(
        emulator.url,
        emulator.key,
        production,
        staging,
        RestoreOptions.from_capabilities(grant.capabilities, concurrency=4),
    )


@pytest.fixture
def journal():
    return MemoryJournal()


@pytest.fixture
def drifted_pair(pair) -> Pair:
    create_records(pair.production, "production.example")
    create_records(pair.staging, "staging.example")
    change_staging(pair.staging)
    return pair


@pytest.fixture
def delivering_pair(pair):
    """Return a pair with the same records, of which Production delivers to another system."""
    create_records(pair.production, "production.example")
    create_records(pair.staging, "staging.example")
    create_deliveries(pair.production, "production.example")
    return pair
