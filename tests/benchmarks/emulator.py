"""How fast the emulator is, alone and with 100,000 products, beside a bare handler on the same server."""

import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from environments.emulator.calls import bodies
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.emulator import Emulator
from environments.emulator.storage.records import Records
from tests.benchmarks.load_generator import Load, generate_load, request
from tests.benchmarks.measurements import Measurement, at_least, at_most, reported
from tests.environments.emulator.api_client import Marketplace
from tests.environments.emulator.emulator_process import free_port
from tests.polling import wait_until

KEY = "a-key-of-thirty-two-characters-or-more"
PRODUCTS = 100_000
SUPPLIERS = 100
ROUNDS = 5
REQUESTS_PER_ROUND = 480  # requests of one kind in one round, over all connections
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
def serving(command: list[str], port: int) -> Iterator[tuple[subprocess.Popen, float]]:
    """A server in processes of its own, and the seconds until its first response."""
    environment = os.environ | {"EMULATOR_KEY": KEY}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        wait_until(lambda: _answers(port))
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


def memory(process: subprocess.Popen) -> float:
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


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        yield from _rates(data)
        yield from _large_data(data)


def _rates(data: str) -> Iterator[Measurement]:
    port, bare = free_port(), free_port()
    program = [sys.executable, "-m", "environments.emulator", "--port", str(port), "--data", data]
    beside = [sys.executable, "-m", "tests.benchmarks.noop_app", str(bare)]
    with serving(program, port) as (process, seconds), serving(beside, bare), requests.Session() as session:
        session.trust_env = False
        yield at_most(1.5, "start", seconds, "s")
        url = f"http://127.0.0.1:{port}"
        session.put(f"{url}/_emulator/organizations/fast", json={}).raise_for_status()
        api = Marketplace(url, KEY, "fast", "sandbox", session).seller()
        for number in range(SUPPLIERS):
            api.post("/suppliers", {"ID": f"s{number}", "Name": f"Supplier {number}"})
        for connections in (1, 8, 16):
            yield from _compare_with_noop(port, bare, api.token, connections)
        yield at_most(200, "memory", memory(process), "MB")


def _read(connection: int, number: int, token: str) -> bytes:
    """One record, or every fourth time a filtered list; no two in a row ask for the same."""
    supplier = (connection * 37 + number * 11) % SUPPLIERS
    if number % 4:
        return request("GET", f"/sandbox/v1/suppliers/s{supplier}", token)
    return request("GET", f"/sandbox/v1/suppliers?Name=Supplier%20{supplier}", token)


def _compare_with_noop(port: int, bare: int, token: str, connections: int) -> Iterator[Measurement]:
    """Bare handler, reads and writes in turn, so that a disturbance of the machine meets all three.

    The first round warms up and does not count. A ratio is the median of the rounds' ratios.
    """
    kinds: dict[str, tuple[int, Callable[[int, int], bytes]]] = {
        "bare": (bare, lambda connection, number: _read(connection, number, token)),
        "reads": (port, lambda connection, number: _read(connection, number, token)),
    }
    rounds: dict[str, list[Load]] = {"bare": [], "reads": [], "writes": []}
    for turn in range(ROUNDS + 1):

        def write(connection: int, number: int, turn: int = turn) -> bytes:
            path = f"/sandbox/v1/suppliers/{connections}-{connection}-{turn}-{number}"
            return request("PUT", path, token, b'{"Name":"A supplier","Active":true,"xp":{"a":1}}')

        for name, (target, make) in {**kinds, "writes": (port, write)}.items():
            load = generate_load(target, make, connections, REQUESTS_PER_ROUND // connections)
            if turn:
                rounds[name].append(load)
    at = f"at {connections} connection{'s' if connections > 1 else ''}"
    for name in ("reads", "writes"):
        ratios = [
            own.per_second / base.per_second for own, base in zip(rounds[name], rounds["bare"], strict=True)
        ]
        yield reported(f"{name} beside the bare handler's responses {at}, ratio", statistics.median(ratios))
        yield reported(f"{name}, p95 {at}", statistics.median(load.p95_ms for load in rounds[name]), "ms")
    reads, writes = (
        statistics.median(load.per_second for load in rounds[name]) for name in ("reads", "writes")
    )
    yield reported(f"reads a second {at}", reads)
    if connections == 1:
        yield at_most(2, "a read, p50", statistics.median(load.median_ms for load in rounds["reads"]), "ms")
        yield at_most(3, "a write, p50", statistics.median(load.median_ms for load in rounds["writes"]), "ms")
    if connections == 16:
        yield at_least(500, f"writes a second {at}", _rate(rounds["writes"]))
    else:
        yield reported(f"writes a second {at}", _rate(rounds["writes"]))


def _rate(loads: list[Load]) -> float:
    return statistics.median(load.per_second for load in loads)


# 100,000 products


def _large_data(data: str) -> Iterator[Measurement]:
    fill(data, PRODUCTS)
    port = free_port()
    program = [sys.executable, "-m", "environments.emulator", "--port", str(port), "--data", data]
    with serving(program, port) as (process, seconds), requests.Session() as session:
        session.trust_env = False
        yield at_most(1.5, f"start with {PRODUCTS:,} products", seconds, "s")
        api = Marketplace(f"http://127.0.0.1:{port}", KEY, "large", "sandbox", session).seller()
        for name, limit, queries in _QUERIES:
            yield at_most(limit, name, _median(api, queries), "ms")
        yield at_most(200, f"memory with {PRODUCTS:,} products", memory(process), "MB")


def _query_variants(name: str, values: Iterable[object], **fixed: object) -> list[dict]:
    """Queries that differ in one value, so that no response can come from a cache."""
    return [{name: value, **fixed} for value in values]


_QUERIES = (
    ("search of 3 letters and a filter", 60, _query_variants("search", range(900, 990, 10), Active="true")),
    (
        "search of a word and a filter",
        60,
        _query_variants("search", [f"{word} 1234" for word in _WORDS[:9]], OwnerID="large"),
    ),
    (
        "search of 3 letters that every fifth product has",
        60,
        _query_variants("page", range(1, 10), search="elm", Active="true"),
    ),
    ("filter on xp", 500, _query_variants("page", range(1, 10), **{"xp.Color": "red"})),
    (
        "filter on a number in xp",
        500,
        _query_variants("xp.Weight", [f">{number}" for number in range(890, 899)]),
    ),
    (
        "filter with wildcards inside xp",
        500,
        _query_variants("xp.Nested.Brand", [f"*{letter}*" for letter in "aeiourstl"]),
    ),
    ("sorted, first page", 60, _query_variants("pageSize", range(92, 101), sortBy="Name")),
    ("sorted, pages 22 to 30", 60, _query_variants("page", range(22, 31), sortBy="Name", pageSize=100)),
    (
        "sorted backwards, pages 22 to 30",
        60,
        _query_variants("page", range(22, 31), sortBy="!OwnerID", pageSize=100),
    ),
)


def _median(api, queries: list[dict]) -> float:
    """Return the median response time in milliseconds, after one warm-up request."""
    times = []
    for query in [queries[-1], *queries]:
        began = time.perf_counter()
        api.get("/products", **query)
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:]) * 1000


def fill(data: str, products: int) -> None:
    """Put the products into the file itself, as the API would write them."""
    chance = random.Random(7)
    emulator = Emulator(data, KEY)
    try:
        emulator.organizations.provision("large", "Sandbox", "usw", "Large")
        resource = CATALOGUE.resources["Products"]
        blank = {
            name: value
            for name, value in bodies.defaults(resource.model).items()
            if name in resource.stored_fields
        }
        with emulator.store.write_transaction() as connection:
            records = Records(connection, emulator.organizations.require("large"))
            for number in range(products):
                records.insert(resource, blank | _product(number, chance))
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
