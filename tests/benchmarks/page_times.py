"""The times and the queries of pages, as a user's test client opens them; for programs on one database."""

import time
from collections.abc import Mapping

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.benchmarks.databases import percentiles

REPEATS = 40


def prepare() -> None:
    """Create the tables and the static files, before the program fills the database."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["ninja", "vendor"])


def measure_pages(client: Client, pages: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return the percentiles of the seconds, and the queries, of each address, by the name of the page."""
    seconds: dict[str, list[float]] = {name: [] for name in pages}
    queries = {}
    for name, address in pages.items():
        _open(client, address)
        with CaptureQueriesContext(connection) as captured:
            _open(client, address)
        queries[name] = len(captured)
    for _ in range(REPEATS):
        for name, address in pages.items():
            seconds[name].append(_open(client, address))
    return {name: {**percentiles(times), "queries": queries[name]} for name, times in seconds.items()}


def _open(client: Client, address: str) -> float:
    """Return the seconds that the page took."""
    began = time.perf_counter()
    response = client.get(address)
    seconds = time.perf_counter() - began
    assert response.status_code == 200, address
    return seconds
