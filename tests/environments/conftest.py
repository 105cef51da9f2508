"""A server that OrderCloud's client can be pointed at."""

import pytest

from tests.environments.fake_server import FakeServer


@pytest.fixture
def fake_server():
    server = FakeServer()
    yield server
    server.close()
