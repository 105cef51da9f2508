"""How long a search among 100,000 users takes, on both databases."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import psycopg

from tests.architecture.repository import ROOT
from tests.benchmarks.measurements import Measurement, at_most, reported
from tests.running_portal import TEST_VARIABLES
from tests.servers import wait_for_postgresql

LIMIT = 60  # ms
PROGRAM = "import django; django.setup(); from tests.benchmarks.user_search_program import main; main()"


def measurements() -> Iterator[Measurement]:
    for name, environment in (("SQLite", {}), ("PostgreSQL", on_postgresql())):
        times = measure_database(environment)
        yield at_most(LIMIT, f"search among 100,000 users, {name}, p95", times["p95"], "ms")
        yield reported(f"search among 100,000 users, {name}, p50", times["p50"], "ms")


def on_postgresql() -> dict[str, str]:
    """The settings of the tests, with a database of its own on their server."""
    wait_for_postgresql()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE user_search")
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + "/user_search"
    return {**{name: os.environ[name] for name in TEST_VARIABLES & set(os.environ)}, "DATABASE_URL": address}


def measure_database(environment: dict[str, str]) -> dict[str, float]:
    """The times of one database, in milliseconds, from a process with settings of its own."""
    inherited = {name: value for name, value in os.environ.items() if name not in TEST_VARIABLES}
    with tempfile.TemporaryDirectory() as data:
        own = {"PORTAL_DATA": data, "LOG_LEVEL": "ERROR", "DJANGO_SETTINGS_MODULE": "portal.settings"}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            cwd=ROOT,
            env={**inherited, **environment, **own},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout)
