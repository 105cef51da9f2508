"""The Portal API: how long its most frequent calls take, and whether it responds as its document says.

The calls go over HTTP to the product as `make run` starts it, side by side with an address that does nothing.
Each limit is what a call takes beyond that; a token of an organization includes a call of the platform.
"""

import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import requests

from tests.architecture.repository import ROOT
from tests.benchmarks.console_client import milliseconds
from tests.benchmarks.databases import on_both_databases
from tests.benchmarks.measurements import Measurement, at_least, at_most, exactly, quantile, reported
from tests.portal.api.fuzzing import fuzz
from tests.running_portal import RunningPortal

REPEATS, WARM_UP = 200, 10
MAX_QUERIES = 8
MAX_LIST_TIME = 120  # ms
MAX_RATIO = 1.5
# By call: what it may add to the bare one, as p50 and p95 in milliseconds.
LIMITS = {"me": (15, 30), "organizations": (100, 120), "organization token": (40, 80)}
ORGANIZATION = "hartwell_Sandbox"
FUZZED_CALLS = 2_000
PHASES = "examples,coverage,fuzzing,stateful"
PROGRAM = "tests.benchmarks.portal_api_program"
FILL = f"import django; django.setup(); from {PROGRAM} import fill_for; fill_for('demo')"


def measurements() -> Iterator[Measurement]:
    yield from on_each_database()
    password = secrets.token_urlsafe(16)
    many = {"PORTAL_API_RATE_LIMIT": "1000000", "PORTAL_API_ANONYMOUS_RATE_LIMIT": "1000000"}
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder), PORTAL_DEMO_PASSWORD=password, **many)
        product.start()
        try:
            token = sign_in(product.portal, password)
            fill(product)
            yield from over_http(product, token)
            yield from fuzzed(product, token, Path(folder))
        finally:
            product.stop()


def on_each_database() -> Iterator[Measurement]:
    """Measure calls without HTTP, for the database's part."""
    for database, calls in on_both_databases("portal_api_program"):
        for name, call in calls.items():
            label = f"API, 10,000 organizations, {database}, {name}"
            yield at_most(MAX_LIST_TIME, f"{label}, p95", call["p95"], "ms")
            yield at_most(MAX_QUERIES, f"{label}, queries", call["queries"])
        ratio = calls["organizations, last page"]["p50"] / calls["organizations"]["p50"]
        yield at_most(MAX_RATIO, f"API, 10,000 organizations, {database}, last page ÷ first", ratio)


def sign_in(portal: str, password: str) -> str:
    """Return an access token of the demo's owner."""
    form = {"grant_type": "password", "username": "demo", "password": password}
    response = requests.post(f"{portal}/api/v1/oauth/token", form)
    response.raise_for_status()
    return response.json()["access_token"]


def fill(product: RunningPortal) -> None:
    """Create 10,000 organizations of the demo's owner."""
    environment = {**product.environment, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    subprocess.run([sys.executable, "-c", FILL], cwd=ROOT, env=environment, check=True)


def over_http(product: RunningPortal, token: str) -> Iterator[Measurement]:
    """Time the calls and the bare ones in turn, so that all meet the same machine."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    api = f"{product.portal}/api/v1"
    calls: dict[str, Callable[[], Any]] = {
        "bare": partial(get, session, f"{product.portal}/alive/"),
        "me": partial(get, session, f"{api}/me"),
        "organizations": partial(get, session, f"{api}/organizations?pageSize=20"),
        "organization token": partial(get, session, f"{api}/organizations/{ORGANIZATION}/token"),
    }
    times: dict[str, list[float]] = {name: [] for name in calls}
    for number in range(REPEATS + WARM_UP):
        for name, call in calls.items():
            taken = milliseconds(call)
            if number >= WARM_UP:
                times[name].append(taken)
    bare = times["bare"]
    for share, percentile in ((0.5, "p50"), (0.95, "p95")):
        yield reported(
            f"API over HTTP, an address that does nothing, {percentile}", quantile(bare, share), "ms", of=bare
        )
        for name, limits in LIMITS.items():
            whole = quantile(times[name], share)
            yield reported(f"API over HTTP, {name}, {percentile}", whole, "ms", of=times[name])
            limit = limits[percentile == "p95"]
            yield at_most(
                limit,
                f"API over HTTP, {name}, beyond that, {percentile}",
                whole - quantile(bare, share),
                "ms",
            )


def get(session: requests.Session, address: str) -> None:
    """Load an address; raise `HTTPError` unless it succeeds."""
    session.get(address).raise_for_status()


def fuzzed(product: RunningPortal, token: str, folder: Path) -> Iterator[Measurement]:
    """Generate calls of every operation, in all phases of Schemathesis."""
    examples = {"organization_id": ORGANIZATION, "username": "victor", "team_id": "traders"}
    result = fuzz(product.portal, token, examples, folder, "--phases", PHASES, "-n", "8")
    if result.exit_status:
        print(result.report)
    yield at_least(FUZZED_CALLS, "API, generated calls", result.calls)
    yield exactly(0, "API, responses unlike their description, or server errors", result.failures)
    yield exactly(0, "API, exit status of Schemathesis", result.exit_status)
