"""A pair on the real emulator whose Staging differs from Production, and the command in its own process."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.db import connection

from environments.emulator.http.application import Application
from environments.ordercloud.client import Client
from lib import clock
from organizations.connections.clients import client_for
from organizations.connections.provisioning import provision
from organizations.models import Organization, StagingPair
from organizations.restores.models import Restore, RestoreFinding
from tests.architecture.repository import ROOT
from tests.cast import create_user
from tests.login import signed_in
from tests.organizations.restores import content
from tests.organizations.restores.content import RESOURCE_COUNTS

PAGE = "/organizations/acme_Staging/restores/"
TIMEOUT = 60
# The checks require the settings of a production deployment, which the tests don't have.
RESTORE_COMMAND = [sys.executable, "manage.py", "restore_staging", "acme_Staging", "--json", "--skip-checks"]


@dataclass
class PairClients:
    """The pair with a client of each organization."""

    pair: StagingPair
    production: Client
    staging: Client
    emulator: object

    def staging_changes(self) -> list[str]:
        """Return the calls that changed Staging since it was filled, such as "PUT /v1/products/x"."""
        return self._calls("acme_Staging")

    def production_changes(self) -> list[str]:
        return self._calls("acme")

    def _calls(self, organization: str) -> list[str]:
        entries = self.emulator.emulator.requests.entries(organization, since=None)
        changes = [entry for entry in entries if entry["Method"] != "GET"]
        return [f"{entry['Method']} {entry['Path']}" for entry in changes]


@pytest.fixture
def pair_clients(transactional_db, emulator, cast) -> PairClients:
    """Both organizations with different content, and an empty request log."""
    clients = []
    fills = {cast.pair.production: content.fill_production, cast.pair.staging: content.fill_staging}
    for organization, fill in fills.items():
        provision(organization)
        clients.append(client_for(organization, ("FullAccess",), platform=True))
        fill(clients[-1])
    emulator.emulator.requests.clear()
    return PairClients(cast.pair, *clients, emulator)


@dataclass
class WriteGate:
    """Lets `after` changes of Staging pass, and delays the responses to further ones until it is opened."""

    after: int
    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)
    passed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self) -> None:
        with self._lock:
            self.passed += 1
            last = self.passed >= self.after
        if last:
            self.reached.set()
            self.opened.wait(TIMEOUT)

    def wait(self) -> None:
        """Wait until the changes have reached the gate."""
        assert self.reached.wait(TIMEOUT)

    def open(self) -> None:
        self.opened.set()


def staging_change_path(environ: dict) -> str:
    """Return the path below `/v1` that a request changes in Staging; empty for any other request."""
    below = environ["PATH_INFO"].partition("/staging/v1")[2]
    return below if environ["REQUEST_METHOD"] != "GET" else ""


@pytest.fixture
def write_gate(emulator, monkeypatch):
    """A gate after five changes of Staging."""
    gate, original = WriteGate(after=5), Application.__call__

    def respond_at_gate(self, environ, start_response):
        response = original(self, environ, start_response)
        if staging_change_path(environ):
            gate.count()
        return response

    monkeypatch.setattr(Application, "__call__", respond_at_gate)
    yield gate
    gate.open()


@pytest.fixture
def rejected_paths(emulator, monkeypatch) -> set[str]:
    """The paths below `/v1` of Staging whose changes are rejected."""
    paths, original = set(), Application.__call__

    def respond_or_reject(self, environ, start_response):
        if staging_change_path(environ) not in paths:
            return original(self, environ, start_response)
        body = b'{"Errors":[{"ErrorCode":"Refused","Message":"The record is locked."}]}'
        start_response("400 Bad Request", [("Content-Length", str(len(body)))])
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        return [body]

    monkeypatch.setattr(Application, "__call__", respond_or_reject)
    return paths


class Command:
    """`manage.py restore_staging acme_Staging --json` in its own process group."""

    def __init__(self, *options: str, **environment: str):
        self.process = subprocess.Popen(
            [*RESTORE_COMMAND, *options],
            cwd=ROOT,
            env={**process_environment(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def wait(self) -> tuple[int, dict]:
        """Return the exit code and the JSON of its only line."""
        out, err = self.process.communicate(timeout=TIMEOUT)
        lines = out.splitlines()
        assert len(lines) == 1, (out, err)
        return self.process.returncode, json.loads(lines[0])

    def kill(self) -> None:
        """Kill the whole group, as when a machine fails."""
        os.killpg(self.process.pid, 9)
        self.process.communicate(timeout=TIMEOUT)


def process_environment() -> dict[str, str]:
    """Return the environment for the database, the broker and the emulator of this test."""
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "EMULATOR_URL": settings.EMULATOR_URL,
    }


@pytest.fixture
def command():
    """A function that starts the command. Those still running at the end of the test are killed."""
    commands = []

    def start(*options: str, **environment: str) -> Command:
        commands.append(Command(*options, **environment))
        return commands[-1]

    yield start
    for command in commands:
        if command.process.poll() is None:
            command.kill()


@pytest.fixture
def staging_owner(cast):
    """The owner of only Staging. Adam is an admin of both organizations, Olive owns Production."""
    owner = create_user("sten")
    Organization.objects.filter(pk="acme_Staging").update(owner=owner)
    cast.pair.staging.access_grants.filter(user=cast.victor).delete()
    cast.pair.refresh_from_db()
    return owner


@pytest.fixture
def plan(cast):
    """A plan with seven products to create, one product and one webhook to change, two products to delete."""
    products = {**RESOURCE_COUNTS, "create": 7, "change": 1, "delete": 2}
    webhooks = {**RESOURCE_COUNTS, "create": 0, "change": 1, "delete": 0}
    plan = Restore.objects.create(
        pair=cast.pair,
        state="planned",
        trigger="manual",
        compared_at=clock.now(),
        resource_counts=[{"resource": "Products", **products}, {"resource": "Webhooks", **webhooks}],
    )

    def add(type_, resource, record_path, name, *fields):
        RestoreFinding.objects.create(
            restore=plan, type=type_, resource=resource, record_path=record_path, name=name, fields=fields
        )

    for number in range(7):
        add("created", "Products", f"new-{number}", f"Novelty {number}")
    add("changed", "Products", "P1", "Hammer", "Price", "xp")
    add("deleted", "Products", "left-1", "Leftover")
    add("deleted", "Products", "left-2", "Remnant")
    add("changed", "Webhooks", "mailer", "Mailing", "Url")
    return plan


@pytest.fixture
def read(client):
    """A function that returns the page that a user sees at an address."""

    def get(user, address: str) -> str:
        response = signed_in(client, user).get(PAGE + address)
        assert response.status_code == 200
        return response.content.decode()

    return get
