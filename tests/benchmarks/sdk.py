"""A seller's day on the emulator, by OrderCloud's own JavaScript client as it comes from npm."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import requests

from environments.emulator.http.server import run_in_thread
from scripts.node_packages import BIN
from tests.benchmarks.measurements import Measurement, exactly
from tests.environments.emulator.api_client import Marketplace

_SCRIPT = Path(__file__).parent / "sellers_day.mjs"
_STEPS = 9


def measurements() -> Iterator[Measurement]:
    with run_in_thread() as served, requests.Session() as session:
        session.trust_env = False
        session.put(f"{served.url}/_emulator/organizations/day", json={}).raise_for_status()
        marketplace = Marketplace(served.url, served.key, "day", "sandbox", session)
        command = [str(BIN / "node"), str(_SCRIPT), marketplace.base_url, marketplace.seller().token]
        day = subprocess.run(command, capture_output=True, text=True, check=False)
        print(day.stdout + day.stderr)
        yield exactly(_STEPS, "steps of a seller's day that went well", len(day.stdout.splitlines()))
        yield exactly(0, "exit status of the day", day.returncode)
