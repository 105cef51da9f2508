"""Programs that measure one database: each runs in a process of its own, on SQLite and on PostgreSQL."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import psycopg

from tests.architecture.repository import ROOT
from tests.benchmarks.measurements import quantile
from tests.running_portal import TEST_VARIABLES
from tests.servers import wait_for_postgresql


def on_both_databases(program: str) -> Iterator[tuple[str, Any]]:
    """Run `tests.benchmarks.<program>`, whose `main` prints JSON, and yield each database with the result."""
    yield "SQLite", _run(program, {})
    yield "PostgreSQL", _run(program, _on_postgresql(program))


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return the `p50` and `p95` of these times in milliseconds."""
    return {"p50": 1000 * quantile(seconds, 0.5), "p95": 1000 * quantile(seconds, 0.95)}


def _on_postgresql(database: str) -> dict[str, str]:
    """Create a database on the server of the tests, and return its settings."""
    wait_for_postgresql()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
    return {**{name: os.environ[name] for name in TEST_VARIABLES & set(os.environ)}, "DATABASE_URL": address}


def _run(program: str, environment: dict[str, str]) -> Any:
    inherited = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    code = f"import django; django.setup(); from tests.benchmarks.{program} import main; main()"
    with tempfile.TemporaryDirectory() as data:
        own = {"PORTAL_DATA": data, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings"}
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**inherited, **environment, **own},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)
