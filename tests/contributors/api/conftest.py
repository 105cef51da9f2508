"""Fixtures of the tests of the Portal API of contributors and teams."""

import json

import pytest

from accounts.login import api_tokens
from tests.contributors.impersonation.conftest import permit, shop

__all__ = ["permit", "shop"]


@pytest.fixture
def api(client, cast):
    """Calls the Portal API as one of the cast: `api("olive", "GET", "/teams")` gives status and JSON."""
    issued = {}

    def call(who: str, method: str, path: str, body=None, *, raw: bytes | None = None):
        if who not in issued:
            issued[who] = api_tokens.issue(cast.users[who]).access_token
        response = client.generic(
            method,
            f"/api/v1{path}",
            raw if raw is not None else b"" if body is None else json.dumps(body).encode(),
            # The vendor's client sends no content type without a body.
            "" if body is None and raw is None else "application/json",
            headers={"Authorization": f"Bearer {issued[who]}"},
        )
        return response.status_code, response.json() if response.content else None

    return call
