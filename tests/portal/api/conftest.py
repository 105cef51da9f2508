"""Fixtures of the tests of what all operations of the Portal API share."""

import json

import pytest

from accounts.login import api_tokens


@pytest.fixture
def send(client, cast):
    """Sends a request to the Portal API as one of the cast, or without a token, and returns the response."""
    issued: dict[str, str] = {}

    def request(who: str, method: str, path: str, body=None, *, content_type="application/json", **headers):
        if who and who not in issued:
            issued[who] = api_tokens.issue(cast.users[who]).access_token
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if who:
            names["Authorization"] = f"Bearer {issued[who]}"
        return client.generic(method, f"/api/v1{path}", data, content_type if data else "", headers=names)

    return request
