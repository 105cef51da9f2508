"""A second instance of the portal: a process with a database, an emulator and keys of its own.

To the first one it is the hosted Portal, whose accounts and organizations it can be connected by.
"""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import requests
from cryptography.fernet import Fernet
from django.db import connection
from django.test import override_settings

from environments.emulator.http.server import RunningEmulator
from tests.architecture.repository import ROOT
from tests.cast import PASSWORD
from tests.contributors.impersonation.shop import Shop
from tests.polling import wait_until
from tests.servers import DIE_WITH_PARENT, free_port

# Of Valkey's sixteen parts; xdist's workers use the first ones.
REDIS_DATABASE = 15


class SecondPortal:
    """`start` it, call its API with `call`, `stop` it; `log` has what it printed."""

    def __init__(self, folder: Path, emulator: RunningEmulator, database: str):
        self.emulator, self.database = emulator, database
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.secret_key = folder, secrets.token_urlsafe(50)
        self.process: subprocess.Popen | None = None
        self.personal_tokens: dict[str, str] = {}
        self.read_token = ""
        self.shop: Shop

    @property
    def database_url(self) -> str:
        return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{self.database}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def start(self) -> None:
        """Start the process, and return once it responds."""
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.second_portal_settings",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{REDIS_DATABASE}",
            "EMULATOR_URL": self.emulator.url,
            "EMULATOR_KEY": self.emulator.key,
            "PORTAL_URL": self.url,
            "PORTAL_HOSTS": "127.0.0.1",
            "PORTAL_SECRET_KEY": self.secret_key,
            "PORTAL_SECRET_KEYS": Fernet.generate_key().decode(),
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "INFO",
        }
        settings = self.folder / "gunicorn.py"
        settings.write_text("control_socket_disable = True\n")
        options = ["--config", str(settings), "--worker-class", "gthread", "--threads", "8"]
        server = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{self.port}"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*DIE_WITH_PARENT, *server, "portal.wsgi"],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._responds)

    def stop(self) -> None:
        """Stop the process, and return once it has ended."""
        if self.process:
            self.process.terminate()
            self.process.wait()

    def give_access(self, organization_id: str, username: str) -> None:
        """Invite a user with every right but the owner's, and accept as that user."""
        rights: dict[str, Any] = {"Roles": ["FullAccess"], "IsAdmin": True}
        rights |= dict.fromkeys(("ImpersonateSeller", "ImpersonateSupplier", "ImpersonateBuyer"), True)
        path = f"/organizations/{organization_id}/access/users/{username}"
        self.call("olive", PASSWORD, "PUT", path, rights)
        if organization_id in {each["Id"] for each in self.call(username, PASSWORD, "GET", "/me/orginvites")}:
            self.call(username, PASSWORD, "POST", f"/me/orginvites/{organization_id}/accept")

    def _responds(self) -> bool:
        if self.process and self.process.poll() is not None:
            raise RuntimeError(f"The second portal ended:\n{self.log}")
        try:
            return requests.get(f"{self.url}/alive/", timeout=60).ok
        except requests.ConnectionError:
            return False

    def call(self, username: str, password: str, method: str, path: str, body: Any = None) -> Any:
        """Call its API as a user; return the JSON of the response. Raises `requests.HTTPError`."""
        headers = {"Authorization": f"Bearer {self.token(username, password)}"}
        response = requests.request(
            method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=30
        )
        response.raise_for_status()
        return response.json() if response.content else None

    def token(self, username: str, password: str) -> str:
        """Sign in as a user, and return the access token."""
        form = {"grant_type": "password", "username": username, "password": password}
        response = requests.post(f"{self.url}/api/v1/oauth/token", data=form, timeout=30)
        response.raise_for_status()
        return response.json()["access_token"]

    def query(self, statement: str, *values: object) -> list[tuple]:
        """Return the rows of a statement in its database."""
        with psycopg.connect(self.database_url) as database:
            cursor = database.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database_of_this_process(self) -> Iterator[None]:
        """Let the tests' own Django work on its database and emulator, to fill them."""
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = self.database
        try:
            with override_settings(
                SITE_URL=self.url,
                SECRET_KEY=self.secret_key,
                EMULATOR_URL=self.emulator.url,
                EMULATOR_KEY=self.emulator.key,
            ):
                yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


def copy_database(name: str) -> None:
    """Create a database that is a copy of the tests' own, which no one else may use meanwhile."""
    own = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname=%s", [own])
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{own}"')
