"""An emulator for the whole run, and a new organization in it for each test."""

import uuid

import pytest
import requests

from environments.emulator.http.server import run_in_thread
from tests.environments.emulator.api_client import Marketplace, user
from tests.environments.emulator.webhook_receiver import run_receiver


@pytest.fixture(autouse=True)
def _flush_cache():
    """Nothing here touches the portal's cache, so there is nothing to forget."""


@pytest.fixture(scope="session")
def emulator_server():
    with run_in_thread() as emulator:
        yield emulator


@pytest.fixture(scope="session")
def session():
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def create_organization(emulator_server, session):
    """Founds organizations: found("acme", "Staging", "est")."""

    def make(portal_id: str | None = None, environment: str = "Sandbox", region: str = "usw") -> Marketplace:
        portal_id = portal_id or "m" + uuid.uuid4().hex[:12]
        body = {"Environment": environment, "Region": region, "Name": "A test"}
        answer = session.put(f"{emulator_server.url}/_emulator/organizations/{portal_id}", json=body)
        assert answer.ok, answer.text
        place = answer.json()["BasePath"].strip("/")
        return Marketplace(emulator_server.url, emulator_server.key, portal_id, place, session)

    return make


@pytest.fixture
def marketplace(create_organization) -> Marketplace:
    return create_organization()


@pytest.fixture
def seller_api(marketplace):
    """The seller with full access."""
    return marketplace.seller()


@pytest.fixture
def control(emulator_server, session):
    """Calls the control address."""

    def call(method: str, path: str, body=None, **query):
        return session.request(method, f"{emulator_server.url}/_emulator{path}", json=body, params=query)

    return call


@pytest.fixture
def shopping_client(seller_api):
    """A buyer user with two roles, and an API client for it; gives the client's id."""
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    seller_api.post("/buyers/acme/users", user("sally"))
    profile = {"ID": "p", "Name": "P", "Roles": ["Shopper", "MeAdmin"], "CustomRoles": ["Brewer"]}
    seller_api.post("/securityprofiles", profile)
    seller_api.post("/securityprofiles/assignments", {"SecurityProfileID": "p", "BuyerID": "acme"})
    client = {
        "AppName": "Shop",
        "Active": True,
        "AllowAnyBuyer": True,
        "AccessTokenDuration": 60,
        "RefreshTokenDuration": 120,
    }
    return seller_api.post("/apiclients", client)["ID"]


@pytest.fixture
def receiver():
    with run_receiver() as receiver:
        yield receiver


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """Sets the clock of the emulator ahead, by seconds from the true time."""
    file = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(file))
    return lambda seconds: file.write_text(str(seconds))
