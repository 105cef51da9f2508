"""A fake server for the tests of OrderCloud's client."""

import pytest

from tests.environments.fake_server import FakeServer


@pytest.fixture
def fake_server():
    server = FakeServer()
    yield server
    server.close()
