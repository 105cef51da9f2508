"""Redaction of records of Production, and comparison of addresses."""

import pytest

from environments.restore.resources.redactions import Redactions, is_blank, normalized_address


@pytest.mark.parametrize(
    "address", [None, "", "  ", "https://blanked.invalid/", "https://x.INVALID/a", "http://invalid"]
)
def test_unroutable_addresses_are_recognized(address):
    assert is_blank(address)


@pytest.mark.parametrize(
    "address",
    ["https://a.example", "https://invalid.example/", "https://notinvalid/", "nonsense", "http://["],
)
def test_routable_addresses_are_recognized(address):
    assert not is_blank(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "HTTPS://A.Example:443/x/"),
        ("http://a.example", "http://a.example:80/"),
        ("https://a.example./x", " https://a.example/x "),
        ("https://user@a.example/x", "https://a.example/x#part"),
    ],
)
def test_equivalent_addresses_are_equal(one, other):
    assert normalized_address(one) == normalized_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://a.example/y"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/x?key=1", "https://a.example/x?key=2"),
        ("http://[one", "http://[other"),
    ],
)
def test_different_addresses_are_not_equal(one, other):
    assert normalized_address(one) != normalized_address(other)


def test_blanking_preserves_other_fields_and_the_original_record():
    webhook = {"ID": "w", "Url": "https://a.example", "HashKey": "k", "ApiClientIDs": ["c"]}

    blanked = Redactions(accepts_null_addresses=True).apply("Webhooks", webhook)

    assert blanked == {"ID": "w", "Url": None, "HashKey": None, "ApiClientIDs": []}
    assert webhook["Url"] == "https://a.example"


EVENTS = (
    "OrderCheckoutIntegrationEventID",
    "OrderReturnIntegrationEventID",
    "AddToCartIntegrationEventID",
)


@pytest.mark.parametrize("field", EVENTS)
def test_every_event_reference_of_an_api_client_is_blanked_when_present(field):
    client = {"ID": "c", "AppName": "Shop", field: "e"}

    blanked = Redactions(accepts_null_addresses=True).apply("ApiClients", client)

    assert blanked == {"ID": "c", "AppName": "Shop", field: None}


def test_secrets_to_be_copied_are_preserved():
    client = {"ID": "c", "ClientSecret": "s"}

    assert Redactions(True, copies_secrets=True).apply("ApiClients", client)["ClientSecret"] == "s"


def test_the_replacement_for_null_counts_as_blank():
    assert is_blank(Redactions(accepts_null_addresses=False).placeholder)
