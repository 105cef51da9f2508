"""A product on the emulator that the tests change and bring back."""

import json

import pytest
from django.test import Client

from console.models import UndoRecord
from tests.login import signed_in

PRODUCTION = "/organizations/acme/console/"
SANDBOX = "/organizations/acme_Sandbox/console/"
PRODUCT = {"ID": "TQW-1", "Name": "Torque wrench", "ShipWeight": 1.92, "xp": {"Brand": "K", "Serial": 1}}


@pytest.fixture
def api(seller_api):
    """A client of OrderCloud as the seller, with a product that the tests change."""
    seller_api.call("PUT", "/products/TQW-1", body=json.dumps(PRODUCT).encode())
    return seller_api


@pytest.fixture
def olive(api, cast) -> Client:
    return signed_in(Client(), cast.olive)


def read(api) -> dict:
    return json.loads(api.call("GET", "/products/TQW-1").body)


def patch(client, **body) -> UndoRecord:
    """Change the product from the console, and return what was kept."""
    fields = {"path.productID": "TQW-1", "body~json": json.dumps(body), "do": "send"}
    assert client.post(SANDBOX + "Products.Patch", fields).status_code == 200
    return UndoRecord.objects.latest("pk")


def url(kept) -> str:
    return f"{SANDBOX}undo/{kept.pk}/"


def undo(client, kept, **fields):
    reviewed = client.get(url(kept)).context["review"].digest
    return client.post(url(kept), {"reviewed": reviewed, **fields})


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("&#x27;", "'").split())
