"""Fixtures of the tests of the Portal API."""

import json

import pytest

from accounts.login import api_tokens


@pytest.fixture
def call(client):
    """Send a request to the Portal API, as `user` or with the token `pair`, or without a token."""

    def send(method, path, body=None, user=None, pair=None):
        pair = pair or (api_tokens.issue(user) if user else None)
        headers = {"Authorization": f"Bearer {pair.access_token}"} if pair else {"Authorization": "Bearer "}
        data = "" if body is None else json.dumps(body)
        content_type = "application/json" if body is not None else ""
        return client.generic(method, f"/api/v1{path}", data, content_type, headers=headers)

    return send
