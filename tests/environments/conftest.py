"""A server that OrderCloud's client can be pointed at."""

import pytest

from tests.environments.fake_server import StandIn


@pytest.fixture
def stand_in():
    server = StandIn()
    yield server
    server.close()
