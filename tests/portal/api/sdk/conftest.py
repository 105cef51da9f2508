"""The vendor's client in front of the real portal."""

from collections.abc import Iterator

import pytest

from tests.contributors.impersonation.conftest import shop
from tests.portal.api.sdk.library import Library
from tests.portal.api.sdk.table import PROPERTY
from tests.portal.api.sdk.uses import methods_of

__all__ = ["library", "shop"]


@pytest.fixture
def library(live_portal, request) -> Iterator[Library]:
    """The client, pointed at the portal; the test fails unless each method that it `uses` worked."""
    running = Library(f"{live_portal.url}/api/v1")
    yield running
    running.close()
    assert not methods_of(request.function) - running.worked
    request.node.user_properties += [(PROPERTY, method) for method in methods_of(request.function)]
