"""An emulator whose organizations can be connected by their API clients."""

from urllib.parse import urlsplit

import pytest

from organizations.connections import connecting
from organizations.models import AllowedHost, Connection
from tests.cast import create_access
from tests.environments.fake_server import FakeServer
from tests.organizations.connections.remote import create_remote, reload


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


@pytest.fixture
def connected(remote, cast, valkey) -> Connection:
    """The remote organization, connected by Olive, with Adam as admin and Victor as reader."""
    organization = connecting.connect(remote.candidate(), owner=cast.olive, by=cast.olive)
    create_access(organization, ["ProductReader"], user=cast.adam, is_admin=True)
    create_access(organization, ["ProductReader"], user=cast.victor)
    return reload(organization.connection)


@pytest.fixture
def fake_ordercloud(settings, db):
    """A server on this machine in the place of the emulator, whose host operators allow."""
    server = FakeServer()
    settings.EMBEDDED, settings.EMULATOR_URL = True, server.url
    AllowedHost.objects.create(host=server.url.removeprefix("http://"))
    yield server
    server.close()
