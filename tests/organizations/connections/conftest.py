"""An emulator whose organizations can be connected by their API clients."""

from urllib.parse import urlsplit

import pytest

from organizations.models import AllowedHost
from tests.organizations.connections.remote import create_remote


@pytest.fixture
def allowed_emulator(emulator, settings, db):
    """The emulator of the embedded default, whose host operators allow."""
    settings.EMBEDDED = True
    AllowedHost.objects.create(host=urlsplit(settings.EMULATOR_URL).netloc)
    return emulator


@pytest.fixture
def remote(allowed_emulator):
    """A Sandbox organization `hartwell` on the emulator that this portal does not know yet."""
    return create_remote(allowed_emulator, "hartwell")
