"""Fixtures of the subscription tests: a shop with two products, a subscriber, and time that passes."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.environments.emulator.api_client import Api
from tests.environments.emulator.users import create_open_client, signed_in_user


@pytest.fixture
def shop(seller_api, control):
    """Create a buyer that sees all products of its catalog, of which one is cheaper in subscriptions.

    The organization is deleted afterwards, so that the next test does not run its subscriptions.
    """
    seller_api.post("/buyers", {"ID": "acme", "Name": "Acme", "Active": True})
    for id_, prices in (("fan", {"Price": 20, "SubscriptionPrice": 15}), ("lamp", {"Price": 5})):
        breaks = [{"Quantity": 1} | prices]
        seller_api.post("/priceschedules", {"ID": id_, "Name": id_, "PriceBreaks": breaks})
        seller_api.post("/products", {"ID": id_, "Name": id_, "Active": True, "DefaultPriceScheduleID": id_})
        seller_api.post("/catalogs/productassignments", {"CatalogID": "acme", "ProductID": id_})
    yield seller_api
    control("DELETE", f"/organizations/{seller_api.organization.portal_id}")


@pytest.fixture
def client(shop):
    return create_open_client(shop)


@pytest.fixture
def sally(shop, client):
    roles = ["Shopper", "MeSubscriptionAdmin"]
    return signed_in_user(shop, "/buyers/acme/users", "sally", roles, client, BuyerID="acme")


@dataclass
class Time:
    """The emulator's clock: `pass_until` lets time pass, and returns to the present for the next calls."""

    control: Callable
    clock: Callable[[float], object]
    organization: str
    ahead: float = 0

    def pass_until(self, now: str) -> list[dict]:
        """Let time pass until then, and return what the runs did in the organization."""
        self.clock(self.ahead)
        response = self.control("PUT", "/clock", {"Now": now})
        assert response.ok, response.text
        self.ahead = float(response.json()["AheadSeconds"])
        self.clock(0)
        return [run for run in response.json()["Runs"] if run["Organization"] == self.organization]


@pytest.fixture
def time(control, clock, marketplace):
    clock(0)
    return Time(control, clock, marketplace.portal_id)


@pytest.fixture
def subscribe(shop, sally):
    """Return a function that creates a subscription of two fans for Sally, and returns its ID."""

    def create(next_date: str = "2030-01-31T08:00:00Z", interval: str = "Months", **more) -> str:
        body = {"ID": "s", "Frequency": 1, "Interval": interval, "NextOrderDate": next_date} | more
        sally.post("/me/subscriptions", body)
        sally.post("/me/subscriptions/s/items", {"ID": "i", "ProductID": "fan", "Quantity": 2})
        return "s"

    return create


@pytest.fixture
def integrate(shop, client, receiver):
    """Return a function that saves an integration which calls the receiver."""
    shop.post("/adminusers", {"ID": "hal", "Username": "hal", "FirstName": "H", "LastName": "L",
                              "Email": "h@example.com", "Active": True})  # fmt: skip

    def save(**more) -> Api:
        shop.patch(f"/apiclients/{client}", {"DefaultContextUserName": "hal"})
        body = {"ApiClientID": client, "HashKey": "secret", "Active": True, "Url": receiver.url} | more
        return shop.put("/integrations/subscription", body)

    return save
