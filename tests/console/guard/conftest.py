"""A record in Production, and clients whose writes are unlocked."""

import re

import pytest
from django.test import Client

PRODUCTION = "/organizations/acme/console/"
PRODUCT = {
    "ID": "TQW-1",
    "Name": "Torque wrench",
    "ShipWeight": 1.92,
    "Active": True,
    "VariantCount": 2,
    "xp": {"Brand": "Nordhagen"},
}


@pytest.fixture
def product(ordercloud):
    """An OrderCloud whose responses are the product."""
    ordercloud.set_response(200, PRODUCT)
    return ordercloud


def unlock(client: Client, organization: str = "acme") -> Client:
    """Unlock the writes of the organization as its band does."""
    assert client.post(f"/organizations/{organization}/writes/unlock/").status_code == 302
    return client


@pytest.fixture
def unlocked_olive(as_olive, cast) -> Client:
    """Olive, whose writes to Production are unlocked."""
    return unlock(as_olive)


def text_of(response) -> str:
    """The page, with its quotation marks and with single blanks."""
    text = response.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    return " ".join(text.split())


def hidden_fields(response) -> dict[str, str]:
    """The hidden fields of the review's form, as a browser posts them."""
    form = response.content.decode().partition('class="review-main"')[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value.replace("&quot;", '"').replace("&#x27;", "'") for name, value in fields}


def sent(ordercloud) -> list[tuple[str, str]]:
    """The calls that reached OrderCloud."""
    return [(arrival.method, arrival.target.partition("/v1")[2]) for arrival in ordercloud.arrivals]
