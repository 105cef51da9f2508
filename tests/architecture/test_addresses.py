"""Every URL of the portal, requested by each user of the cast, allows or refuses it as its rule says."""

import copy
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import iscoroutinefunction
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.login import api_tokens
from accounts.models import DataExport
from contributors.models import AccessGrant, TeamMember
from contributors.models.invitation_mixin import INVITATION_DURATION
from lib import clock
from organizations.connections.provisioning import provision
from organizations.models import Organization
from organizations.restores.models import Restore
from tests.architecture.access_rules import ANONYMOUS, Rule
from tests.architecture.addresses import (
    EXAMPLES,
    URL_ACCESS,
    URL_PREFIXES,
    UrlPattern,
    url_patterns,
)
from tests.cast import USERNAMES
from tests.login import signed_in

# Valid for every operation, so that a refusal is about permission.
BODY = '{"Name": "Acme", "Username": "nobody"}'
REFUSALS = {401, 403, 404}
# A method that does not exist, and an ID that cannot be created because it is taken.
NOT_SERVED = {400, 405}
# No URL prefix knows organizations, which is all that distinguishes the other users.
PREFIX_TEST_USERS = {ANONYMOUS, "stan", "oscar"}
CHANGE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What a read may write: the session with its messages, every five minutes its last use, and an API
# description that was downloaded.
WRITTEN_BY_READS = {"django_session", "usersessions_usersession", "console_storeddocument"}
# A provider sends the browser back by GET, to be signed in; and downloads of one's data are recorded.
ALLOWED_WRITES = {
    "accounts/github/login/callback/": {"accounts_auditentry"},
    "accounts/social/google/login/callback/": {"accounts_auditentry"},
    "profile/data/export/<int:pk>/": {"accounts_auditentry"},
    # What was given out can be revoked.
    "api/v1/organizations/<organization_id>/token": {"contributors_issuedtoken"},
}
SIGN_IN = ("/accounts/login/", "/admin/login/")


def test_every_address_has_declared_access():
    assert not [address.route for address in url_patterns() if not address.rule("GET")]


def test_every_access_declaration_has_an_address():
    routes = {address.route for address in url_patterns()}
    assert not [route for route in URL_ACCESS if route.split(" ")[0] not in routes]
    assert not [tree for tree in URL_PREFIXES if not any(route.startswith(tree) for route in routes)]


@pytest.fixture
def populated_cast(cast, emulator):
    """The cast, a marketplace behind each organization, a restore of the pair, and invitations to Ida."""
    for organization in Organization.objects.all():
        provision(organization)
    kind = {"state": Restore.State.FINISHED, "trigger": Restore.Trigger.MANUAL}
    Restore.objects.create(pk=EXAMPLES["pk"], pair=cast.pair, **kind)
    to_ida = {"pk": EXAMPLES["pk"], "email": cast.ida.email, "expires_at": clock.now() + INVITATION_DURATION}
    AccessGrant.objects.create(organization=cast.pair.production, **to_ida)
    TeamMember.objects.create(team=cast.team, **to_ida)
    DataExport.objects.create(pk=EXAMPLES["pk"], user=cast.stan, content="{}", ready_at=clock.now())
    return cast


@pytest.mark.parametrize("name", [ANONYMOUS, *USERNAMES])
def test_every_address_serves_its_declared_users_only_and_reading_writes_nothing(name, populated_cast):
    client, bearer = Client(raise_request_exception=False), {}
    if name != ANONYMOUS:
        signed_in(client, populated_cast.users[name])
        bearer = {"Authorization": f"Bearer {api_tokens.issue(populated_cast.users[name]).access_token}"}
        client.get("/")  # notes the use of the session, which every request below would else do
    session, wrong = copy.copy(client.cookies), []
    for address, method in steps(name):
        headers = bearer if address.is_api else {}
        client.cookies = copy.copy(session)
        connection.queries_log.clear()  # it holds a limited number, beyond which a write would be missed
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            response = request_address(client, address, method, headers)
            transaction.set_rollback(True)
        if method == "GET" and (tables := written(queries) - ALLOWED_WRITES.get(address.route, set())):
            wrong.append(f"GET {address.path} writes {', '.join(sorted(tables))}")
        if problem := violation(name, address.rule(method), response):
            wrong.append(f"{method} {address.path} gives {response.status_code}: {problem}")
    assert not wrong, "\n".join(wrong)


def written(queries: CaptureQueriesContext) -> set[str]:
    """The tables that statements change, but for those of the session."""
    changes = (CHANGE.match(query["sql"]) for query in queries.captured_queries)
    return {change[1] for change in changes if change} - WRITTEN_BY_READS


def request_address(client: Client, address: UrlPattern, method: str, headers: dict):
    """Return the response of an address; call an asynchronous view in a thread of its own.

    Playwright may leave an event loop in this thread, and Django calls no asynchronous view in one.
    """

    def send():
        return client.generic(method, address.path, BODY, "application/json", headers=headers)

    def send_and_close():
        try:
            return send()
        finally:
            connection.close()

    if not iscoroutinefunction(resolve(address.path).func):
        return send()
    with ThreadPoolExecutor() as thread:
        return thread.submit(send_and_close).result()


def steps(name: str) -> Iterator[tuple[UrlPattern, str]]:
    """Yield what a user requests: everything, but of the URL trees only what adds coverage."""
    for address in url_patterns():
        if address.under_prefix and name not in PREFIX_TEST_USERS:
            continue
        for method in address.methods:
            # The pages that an operator posts to are Django's own.
            if not (address.under_prefix and name == "oscar" and method == "POST"):
                yield address, method


def violation(name: str, rule: Rule, response) -> str:
    """Return what is wrong with a response; empty when it follows the rule."""
    if response.status_code >= 500:
        return "failed"
    to_sign_in = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
    refused = to_sign_in or response.status_code in REFUSALS
    if name in rule.allowed:
        return "refused" if refused and rule.always_succeeds else ""
    if not refused and response.status_code not in NOT_SERVED:
        return "served"
    if response.status_code == 403 and name in USERNAMES and name not in rule.forbidden:
        return "403, which reveals that the record exists"
    return ""
