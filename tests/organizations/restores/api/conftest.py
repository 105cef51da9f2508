"""Fixtures of the tests of restores in the Portal API."""

import json

import pytest

from accounts.login import api_tokens
from tests.accounts.personal_tokens.creation import create_token
from tests.organizations.restores.conftest import plan

__all__ = ["plan"]


@pytest.fixture
def send(client, cast):
    """Calls the Portal API with the token of a sign-in, or with another one."""
    issued = {}

    def call(who, method, path, body=None, *, token=None, **headers):
        if token is None:
            token = issued.setdefault(who, api_tokens.issue(cast.users[who]).access_token)
        return client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body).encode(),
            "" if body is None else "application/json",
            headers={"Authorization": f"Bearer {token}", **headers},
        )

    return call


@pytest.fixture
def personal_token(cast):
    """Creates a personal access token of one of the cast, and returns it."""

    def create(who, **options):
        return create_token(cast.users[who], **options).token

    return create
