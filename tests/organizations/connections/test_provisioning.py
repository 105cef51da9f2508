"""What is no response of the emulator is an error like none at all, and never a decision."""

import pytest

from environments.ordercloud.errors import OrderCloudError
from organizations.connections import provisioning
from organizations.creation import create_sandbox
from organizations.models import Organization
from tests.cast import create_user
from tests.environments.fake_server import FakeResponse, FakeServer

NONSENSE = {
    "a page": FakeResponse(body=b"<!doctype html><title>Sign in</title>"),
    "a page for what is not there": FakeResponse(status=404, body=b"<h1>Not found</h1>"),
    "nothing": FakeResponse(body=b""),
    "a list": FakeResponse(body=b"[]"),
    "no object": FakeResponse(body=b"null"),
    "bytes": FakeResponse(body=b"\xff\xfe\x00"),
    "depth": FakeResponse(body=b"[" * 200_000),
    "another service": FakeResponse(body=b'{"status": "up"}'),
    "another service's 404": FakeResponse(status=404, body=b'{"status": "down"}'),
}
CALLS = [
    provisioning.exists,
    provisioning.provision,
    provisioning.provision_new,
    provisioning.purge_empty,
    provisioning.purge,
    provisioning.revoke_tokens,
]


@pytest.fixture
def nonsense(settings):
    """Have a response sent for whatever the emulator is asked."""
    server = FakeServer()
    settings.EMULATOR_URL = server.url
    yield server.respond_with
    server.close()


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_instead_of_the_emulators_response_is_an_error_of_ordercloud(nonsense, answer):
    nonsense(answer)
    for call in CALLS:
        with pytest.raises(OrderCloudError, match="emulator"):
            call(Organization(id="shop", environment="Sandbox", region="usw"))


def test_nonsense_creates_no_organization(nonsense, db):
    nonsense(NONSENSE["a page"])
    with pytest.raises(OrderCloudError):
        create_sandbox("Trial", by=create_user("olive"), id="trial1")
    assert not Organization.objects.exists()
