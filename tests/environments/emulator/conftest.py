"""Fixtures: one emulator for the test run, and a new organization in it for each test."""

import uuid

import pytest
import requests

from environments.emulator.http.server import run_in_thread
from tests.environments.emulator.api_client import Marketplace, user
from tests.environments.emulator.webhook_receiver import run_receiver


@pytest.fixture(autouse=True)
def _flush_cache():
    """Override the fixture that clears the portal's cache, which these tests do not use."""


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
    """Return a function that creates organizations: `create("acme", "Staging", "est")`."""

    def make(portal_id: str | None = None, environment: str = "Sandbox", region: str = "usw") -> Marketplace:
        portal_id = portal_id or "m" + uuid.uuid4().hex[:12]
        body = {"Environment": environment, "Region": region, "Name": "A test"}
        response = session.put(f"{emulator_server.url}/_emulator/organizations/{portal_id}", json=body)
        assert response.ok, response.text
        place = response.json()["BasePath"].strip("/")
        return Marketplace(emulator_server.url, emulator_server.key, portal_id, place, session)

    return make


@pytest.fixture
def marketplace(create_organization) -> Marketplace:
    return create_organization()


@pytest.fixture
def seller_api(marketplace):
    """Return a client of the seller with full access."""
    return marketplace.seller()


@pytest.fixture
def control(emulator_server, session):
    """Return a function that calls the control address."""

    def call(method: str, path: str, body=None, **query):
        return session.request(method, f"{emulator_server.url}/_emulator{path}", json=body, params=query)

    return call


@pytest.fixture
def shopping_client(seller_api):
    """Create a buyer user with two roles and an API client for it; return the client's id."""
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
    """Return a function that sets the emulator's clock ahead by seconds."""
    file = tmp_path / "clock"
    monkeypatch.setenv("PORTAL_CLOCK_FILE", str(file))
    return lambda seconds: file.write_text(str(seconds))
