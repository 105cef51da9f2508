"""What a form derives from the API description alone."""

import pytest

from console.enhanced.fields.routes import route_choices
from console.enhanced.fields.widgets import reference_of
from console.enhanced.labels import duration_in_words, is_secret, label_of
from console.enhanced.resource import FieldSpec, Reference


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("OrderCheckoutIntegrationEventID", "Order checkout integration event"),
        ("OrderReturnIntegrationEventID", "Order return integration event"),
        ("ApiClientIDs", "API client"),
        ("ID", "ID"),
        ("xp", "xp"),
    ],
)
def test_a_field_is_called_in_words(name, words):
    assert label_of(name) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [("600", "10 hours"), ("90", "1 hour 30 minutes"), ("10080", "7 days"), ("30", ""), ("", ""), ("x", "")],
)
def test_a_duration_is_said_in_words(minutes, words):
    assert duration_in_words(minutes) == words


def test_secrets_are_known_by_their_names():
    names = ("ClientSecret", "HashKey", "SharedKey", "ConnectClientSecret", "CustomAuthHeaderValue")
    assert all(map(is_secret, names))
    assert not any(map(is_secret, ("AccessTokenDuration", "TokenEndpoint", "Name")))


@pytest.mark.parametrize("kind", ["OrderCheckout", "OrderReturn"])
def test_an_event_reference_offers_only_events_of_its_type(catalogue, kind):
    reference = reference_of(FieldSpec(f"{kind}IntegrationEventID"), catalogue)
    assert reference == Reference("IntegrationEvents", "Name", only=("EventType", kind))


def test_a_reference_is_found_by_the_name_of_a_field(catalogue):
    assert reference_of(FieldSpec("SecurityProfileID"), catalogue) == Reference("SecurityProfiles")
    assert reference_of(FieldSpec("ApiClientIDs"), catalogue) == Reference("ApiClients", "AppName")
    assert reference_of(FieldSpec("ID"), catalogue) is None


def test_a_webhook_offers_every_write_of_the_document(catalogue):
    choices = route_choices(catalogue)
    assert len(choices) == sum(not operation.reads for operation in catalogue.operations)
    assert not [choice for choice in choices if choice.value.startswith("GET")]
