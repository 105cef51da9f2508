"""An attacker with a token of the owner of everything, whose requests leave nothing behind."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.login import api_tokens
from organizations.connections.provisioning import provision
from organizations.models import Organization
from tests.cast import PASSWORD

CHANGE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What no response may contain. A stack trace names files of Python.
SECRETS = (
    portal_settings.SECRET_KEY,
    PASSWORD,
    "Traceback",
    ".py",
    "django",
    "pydantic",
    "psycopg",
    "SELECT ",
)


@dataclass(frozen=True)
class Answer:
    """The response of one request, and the tables that it changed."""

    status: int
    text: str
    body: Any
    headers: Any
    written: frozenset[str]

    @property
    def problem(self) -> str:
        """Return what is wrong with a response to bad input; empty when it is a refusal or a success."""
        if self.status >= 500 or self.status == 429:
            return f"{self.status} {self.text[:200]}"
        if leaked := [secret for secret in SECRETS if secret in self.text]:
            return f"{self.status} leaks {leaked}"
        if self.status < 400:
            return ""
        if self.written:
            return f"{self.status} but writes {', '.join(sorted(self.written))}"
        return "" if is_envelope(self.body) else f"{self.status} without the envelope: {self.text[:200]}"


def is_envelope(body: Any) -> bool:
    """Return whether a body is an error that every client of OrderCloud reads."""
    if not isinstance(body, dict) or set(body) != {"Errors", "error", "error_description"}:
        return False
    return all(set(error) == {"ErrorCode", "Message", "Data"} for error in body["Errors"])


@pytest.fixture
def send(cast, emulator, settings):
    """Send a request whose changes are rolled back; with `token`, by default one of the owner."""
    settings.API_RATE_LIMIT = settings.API_ANONYMOUS_RATE_LIMIT = 10**6
    for organization in Organization.objects.all():
        provision(organization)
    client = Client(raise_request_exception=False)
    of_owner = api_tokens.issue(cast.olive).access_token

    def request(
        method: str,
        url: str,
        body: bytes = b"",
        *,
        token: str | None = of_owner,
        content_type="application/json",
    ) -> Answer:
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        connection.queries_log.clear()
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = client.generic(method, url, body, content_type, headers=headers)
            transaction.set_rollback(True)
        changes = (CHANGE.match(query["sql"]) for query in queries.captured_queries)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return Answer(
            response.status_code,
            response.content.decode(errors="replace"),
            response.json() if is_json and response.content else None,
            response.headers,
            frozenset(change[1] for change in changes if change),
        )

    return request
