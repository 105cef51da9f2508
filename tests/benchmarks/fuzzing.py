"""Schemathesis on every operation of the emulator: no server error, no response unlike its description."""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import requests

from environments.emulator.http.server import RunningEmulator, run_in_thread
from tests.benchmarks.measurements import Measurement, at_least, exactly
from tests.environments.emulator.api_client import Api, Marketplace
from tests.environments.emulator.fuzzing import fuzz
from tests.environments.emulator.sample_data import X, create_own_sample_data, create_sample_data

_CASES = re.compile(r"(\d+) generated")
_FAILURES = re.compile(r"(\d+) failures?")


def measurements() -> Iterator[Measurement]:
    with run_in_thread() as served, requests.Session() as session:
        session.trust_env = False
        # Calls of the seller change what a shopper may see and do, so each has an organization.
        marketplace, known = _organization(served, "seller", session)
        phases = "coverage,fuzzing,stateful"
        yield from _fuzzed("the seller", 20_000, marketplace.seller(), known, "--phases", phases, "-n", "5")
        marketplace, known = _organization(served, "shopper", session)
        shopper = marketplace.with_assertion(username=X, client_id=known["apiClientID"], scope="FullAccess")
        known |= create_own_sample_data(shopper)
        yield from _fuzzed("a shopper", 1_000, shopper, known, "--phases", "fuzzing", "-n", "5")


def _organization(
    served: RunningEmulator, name: str, session: requests.Session
) -> tuple[Marketplace, dict[str, str]]:
    """Return an organization with sample data, and its path parameters."""
    session.put(f"{served.url}/_emulator/organizations/{name}", json={}).raise_for_status()
    marketplace = Marketplace(served.url, served.key, name, "sandbox", session)
    return marketplace, create_sample_data(marketplace.seller())


def _fuzzed(who: str, least: int, api: Api, known: dict[str, str], *options: str) -> Iterator[Measurement]:
    """What fuzzing as one caller found; fewer than `least` calls have shown nothing."""
    with tempfile.TemporaryDirectory() as folder:
        found = fuzz(api, Path(folder), known, *options)
    cases, failures = _CASES.search(found.stdout), _FAILURES.search(found.stdout)
    if found.returncode:
        print(found.stdout)
    yield at_least(least, f"generated calls as {who}", int(cases[1]) if cases else 0)
    yield exactly(0, f"responses to {who} unlike their description", int(failures[1]) if failures else 0)
    yield exactly(0, f"exit status of fuzzing as {who}", found.returncode)
