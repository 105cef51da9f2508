"""How soon the emulator returns to a snapshot of 10,000 records."""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import requests

from tests.benchmarks.emulator import KEY, fill, memory, serving
from tests.benchmarks.measurements import Measurement, at_most, reported
from tests.environments.emulator.api_client import Marketplace
from tests.environments.emulator.emulator_process import free_port

SNAPSHOT_RECORDS = 10_000
RESETS = 15


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        yield from _resets(str(Path(folder) / "data"))


def _resets(data: str) -> Iterator[Measurement]:
    """Change products through the API and return to a snapshot of all of them."""
    fill(data, SNAPSHOT_RECORDS)
    port = free_port()
    program = [sys.executable, "-m", "environments.emulator", "--port", str(port), "--data", data]
    with serving(program, port) as (process, _), requests.Session() as session:
        session.trust_env = False
        url = f"http://127.0.0.1:{port}"
        api = Marketplace(url, KEY, "large", "sandbox", session).seller()
        snapshot = f"{url}/_emulator/snapshots/seed"
        session.put(snapshot, json={}).raise_for_status()
        for changed, limit in ((5, 50.0), (100, None)):
            times = []
            for turn in range(RESETS):
                first = turn * changed
                for number in range(first, first + changed):
                    api.patch(f"/products/p{number:06}", {"Name": f"Changed {turn}", "xp": {"Color": "pink"}})
                    api.post("/products", {"ID": f"new-{number}", "Name": "New", "xp": {"Color": "pink"}})
                    api.delete(f"/products/p{number + SNAPSHOT_RECORDS // 2:06}")
                began = time.perf_counter()
                session.post(f"{snapshot}/reset").raise_for_status()
                times.append(time.perf_counter() - began)
            assert api.get("/products")["Meta"]["TotalCount"] == SNAPSHOT_RECORDS
            text = f"reset of {SNAPSHOT_RECORDS:,} records of which {3 * changed} changed, p50"
            milliseconds = statistics.median(times) * 1000
            yield at_most(limit, text, milliseconds, "ms") if limit else reported(text, milliseconds, "ms")
        yield at_most(250, "memory with the snapshot", memory(process), "MB")
