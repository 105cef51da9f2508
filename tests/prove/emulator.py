"""How fast the emulator is, alone and with 100,000 products, beside a bare handler on the same server."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from environments.emulator import bodies
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.emulator import Emulator
from environments.emulator.records import Records
from tests.environments.emulator.callers import Marketplace
from tests.environments.emulator.standalone import free_port
from tests.prove._hammer import hammer, request
from tests.prove.figures import Figure, at_least, at_most, reported
from tests.waiting import until

KEY = "a-key-of-thirty-two-characters-or-more"
PRODUCTS = 100_000
_WORDS = [
    "amber",
    "brass",
    "copper",
    "denim",
    "ebony",
    "flint",
    "granite",
    "hickory",
    "indigo",
    "jasper",
    "khaki",
    "linen",
    "maple",
    "nickel",
    "oak",
    "pine",
    "quartz",
    "rattan",
    "slate",
    "teak",
    "umber",
    "velvet",
    "walnut",
    "yarrow",
    "zinc",
    "table",
    "lamp",
    "chair",
    "shelf",
    "desk",
    "stool",
    "bench",
    "mirror",
    "sofa",
]


@contextmanager
def _serving(command: list[str], port: int) -> Iterator[tuple[subprocess.Popen, float]]:
    """A server in processes of its own, and the seconds until its first answer."""
    environment = os.environ | {"EMULATOR_KEY": KEY}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        until(lambda: _answers(port))
        yield process, time.perf_counter() - began
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    try:
        requests.get(f"http://127.0.0.1:{port}/", timeout=5)
    except requests.ConnectionError:
        return False
    return True


def _memory(process: subprocess.Popen) -> float:
    """Megabytes that the process and its children hold."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == process.pid:
                total += next(
                    int(x.split()[1]) for x in status.read_text().splitlines() if x.startswith("VmRSS")
                )
        except (OSError, StopIteration):
            continue
    return total / 1024


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        yield from _rates(data)
        yield from _sizes(data)


def _rates(data: str) -> Iterator[Figure]:
    port, bare = free_port(), free_port()
    program = [sys.executable, "-m", "environments.emulator", "--port", str(port), "--data", data]
    beside = [sys.executable, "-m", "tests.prove._bare", str(bare)]
    with _serving(program, port) as (process, seconds), _serving(beside, bare), requests.Session() as session:
        session.trust_env = False
        yield at_most(1.5, "start", seconds, "s")
        url = f"http://127.0.0.1:{port}"
        session.put(f"{url}/_emulator/organizations/fast", json={}).raise_for_status()
        api = Marketplace(url, KEY, "fast", "sandbox", session).seller()
        api.post("/suppliers", {"ID": "s", "Name": "S"})
        read = request("GET", "/sandbox/v1/suppliers/s", api.token)
        for connections in (1, 8, 16):
            yield from _against_bare(port, bare, api.token, read, connections)
        yield at_most(200, "memory", _memory(process), "MB")


def _against_bare(port: int, bare: int, token: str, read: bytes, connections: int) -> Iterator[Figure]:
    def write(connection: int, number: int) -> bytes:
        path = f"/sandbox/v1/suppliers/{connections}-{connection}-{number}"
        return request("PUT", path, token, b'{"Name":"A supplier","Active":true,"xp":{"a":1}}')

    each = 1600 // connections
    nothing = hammer(bare, lambda *_: read, connections, each)
    reads = hammer(port, lambda *_: read, connections, each)
    writes = hammer(port, write, connections, each)
    at = f"at {connections} connection{'s' if connections > 1 else ''}"
    yield reported(f"bare handler, answers a second {at}", nothing.per_second)
    yield reported(f"reads a second {at}", reads.per_second)
    if connections == 1:
        yield at_most(2, "a read, p50", reads.median_ms, "ms")
        yield at_most(3, "a write, p50", writes.median_ms, "ms")
    if connections == 16:
        yield at_least(500, f"writes a second {at}", writes.per_second)
    else:
        yield reported(f"writes a second {at}", writes.per_second)


# 100,000 products


def _sizes(data: str) -> Iterator[Figure]:
    _fill(data)
    port = free_port()
    program = [sys.executable, "-m", "environments.emulator", "--port", str(port), "--data", data]
    with _serving(program, port) as (process, seconds), requests.Session() as session:
        session.trust_env = False
        yield at_most(1.5, f"start with {PRODUCTS:,} products", seconds, "s")
        api = Marketplace(f"http://127.0.0.1:{port}", KEY, "large", "sandbox", session).seller()
        for name, limit, query in _QUERIES:
            yield at_most(limit, name, _median(api, query), "ms")
        yield at_most(200, f"memory with {PRODUCTS:,} products", _memory(process), "MB")


_QUERIES = (
    ("search of 3 letters and a filter", 60, {"search": "990", "Active": "true"}),
    ("search of a word and a filter", 60, {"search": "granite 1234", "OwnerID": "large"}),
    ("search of 3 letters that every fifth product has", 60, {"search": "elm", "Active": "true"}),
    ("filter on xp", 500, {"xp.Color": "red"}),
    ("filter on a number in xp", 500, {"xp.Weight": ">900"}),
    ("filter with wildcards inside xp", 500, {"xp.Nested.Brand": "*a*"}),
    ("sorted, first page", 60, {"sortBy": "Name", "pageSize": 100}),
    ("sorted, page 30", 60, {"sortBy": "Name", "pageSize": 100, "page": 30}),
    ("sorted backwards, page 30", 60, {"sortBy": "!OwnerID", "pageSize": 100, "page": 30}),
)


def _median(api, query: dict) -> float:
    times = []
    for _ in range(9):
        began = time.perf_counter()
        api.get("/products", **query)
        times.append(time.perf_counter() - began)
    return sorted(times)[len(times) // 2] * 1000


def _fill(data: str) -> None:
    """Put the products into the file itself, as the API would write them."""
    chance = random.Random(7)
    emulator = Emulator(data, KEY)
    try:
        emulator.organizations.provision("large", "Sandbox", "usw", "Large")
        kind = CATALOGUE.kinds["Products"]
        blank = {
            name: value for name, value in bodies.blank(kind.model).items() if name in kind.stored_fields
        }
        with emulator.store.writing() as connection:
            records = Records(connection, emulator.organizations.require("large"))
            for number in range(PRODUCTS):
                records.insert(kind, blank | _product(number, chance))
    finally:
        emulator.close()


def _product(number: int, chance: random.Random) -> dict:
    words = chance.sample(_WORDS, 3)
    return {
        "ID": f"p{number:06}",
        "OwnerID": "large",
        "Name": f"{' '.join(words).title()} {number}",
        "Description": " ".join(chance.choices(_WORDS, k=8)) + (" elm" if number % 5 == 0 else ""),
        "Active": number % 3 > 0,
        "xp": {
            "Color": chance.choice(("red", "green", "blue", "grey")),
            "Weight": chance.randint(1, 1000),
            "Tags": words,
            "Nested": {"Brand": chance.choice(_WORDS)},
        },
    }
