"""A seller's day on the emulator, by OrderCloud's own JavaScript client as it comes from npm."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import requests

from environments.emulator.server import running
from tests.environments.emulator.callers import Marketplace
from tests.prove.figures import Figure, exactly

_SCRIPT = Path(__file__).parent / "javascript"
_STEPS = 9


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder, running() as served, requests.Session() as session:
        session.trust_env = False
        shutil.copytree(_SCRIPT, folder, dirs_exist_ok=True)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True)
        session.put(f"{served.url}/_emulator/organizations/day", json={}).raise_for_status()
        marketplace = Marketplace(served.url, served.key, "day", "sandbox", session)
        command = ["node", "sellers_day.mjs", marketplace.base, marketplace.seller().token]
        day = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        print(day.stdout + day.stderr)
        yield exactly(_STEPS, "steps of a seller's day that went well", len(day.stdout.splitlines()))
        yield exactly(0, "exit status of the day", day.returncode)
