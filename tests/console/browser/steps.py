"""Steps of the console's tests in a browser."""

from playwright.sync_api import expect

from environments.ordercloud.client import Client
from organizations.connections.clients import client_for

CONSOLE = "/organizations/acme_Sandbox/console/"
PRODUCTS = [
    {"ID": "TQW-1", "Name": "Torque wrench", "ShipWeight": 1.5, "xp": {"Brand": "Nordhagen"}},
    {"ID": "TQW-2", "Name": "Torque tester", "ShipWeight": 0, "xp": {"Brand": "Castelline"}},
    {"ID": "BIN-1", "Name": "Storage bin", "ShipWeight": 0.2, "xp": {"Brand": "Nordhagen"}},
]


def seed_products(organization) -> Client:
    """Who calls OrderCloud for an organization, after putting three products there."""
    client = client_for(organization, ("FullAccess",))
    for product in PRODUCTS:
        client.put(f"/products/{product['ID']}", product)
    return client


def open_operation(page, name: str):
    """Find an operation by its name and open it, as a user without its URL would."""
    page.get_by_label("Find an operation").fill(name)
    page.get_by_role("link", name=name, exact=True).first.click()
    expect(page.get_by_role("heading", level=2, name=name, exact=True)).to_be_visible()
    page.wait_for_load_state()


def send(page):
    page.get_by_role("button", name="Send").click()


def response_table(page):
    return page.get_by_role("region", name="Table of the response")
