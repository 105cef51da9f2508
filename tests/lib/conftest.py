"""A signed-in browser, for what the portal's pages and API make of lib."""

import pytest

from tests.cast import create_user
from tests.login import signed_in


@pytest.fixture
def signed_in_client(client, db):
    """Tess's browser, in which she is signed in."""
    return signed_in(client, create_user("tess"))
