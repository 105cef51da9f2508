"""How fast a restore writes, how little it reads, how it bears a limit, and how much memory it takes."""

import tempfile
import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from threading import Event

from tests.benchmarks.measurements import Measurement, at_least, at_most, exactly, reported
from tests.benchmarks.pairs import LATENCY, Pairs, at_once, counts, layers
from tests.environments.restore import checker
from tests.running_portal import RunningPortal

RECORDS = 5_000
UNCHANGED = 10_000
MANY = 100_000
MORE = 300_000
LIMITS = (50, 100)  # calls a second
LEAST_SHARES = {8: 0.88, 16: 0.85, 32: 0.78}  # of the ideal, by slots
PACE = 0.1  # seconds between two calls of the paced writer
PACED_CALLS = 100


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder))
        product.start()
        try:
            pairs = Pairs(product)
            yield from speed(pairs)
            yield from limited(pairs)
            yield from unchanged(pairs)
            yield from memory(pairs)
        finally:
            product.stop()


def speed(pairs: Pairs) -> Iterator[Measurement]:
    """Against the ideal: the lesser of slots by latency and of what a writer reaches that only writes.

    That writer runs before and after each restore, so that a machine that others load too loads both.
    """
    pairs.faults({"LatencyMs": LATENCY * 1000})
    paced = paced_writer(pairs, "paced")
    yield reported("a writer that starts one call each 100 ms", paced, "calls/s")
    for slots, least in LEAST_SHARES.items():
        pair = pairs.new()
        pairs.faults()
        pairs.fill(pair, RECORDS)
        pairs.faults({"LatencyMs": LATENCY * 1000})
        before = baseline_writer(pairs, f"before{slots}", slots)
        restored = pairs.restore(pair, slots)
        after = baseline_writer(pairs, f"after{slots}", slots)
        ideal = min(slots / LATENCY, (before + after) / 2)
        rate = restored.report["writes"] / restored.seconds
        name = f"restore of {RECORDS:,} records, {slots} slots"
        yield exactly(0, f"{name}, failed", restored.report["failed"])
        yield reported(f"{name}, bare writer before", before, "calls/s")
        yield reported(f"{name}, bare writer after", after, "calls/s")
        yield at_least(least, f"{name}, share of the ideal", rate / ideal)
        yield at_least(12, f"{name}, against the paced writer", rate / paced, "×")


def baseline_writer(pairs: Pairs, organization: str, slots: int) -> float:
    """Writes a second of threads that write the same records and do nothing else."""
    client, calls = pairs.client(f"{organization}_Staging", "Staging"), list(layers(RECORDS))
    began = time.perf_counter()
    for layer in calls:
        at_once(client, layer, slots)
    return sum(map(len, calls)) / (time.perf_counter() - began)


def paced_writer(pairs: Pairs, organization: str) -> float:
    """Calls a second of a writer that starts one after the other, none sooner than 100 ms after the last."""
    client = pairs.client(f"{organization}_Staging", "Staging")
    calls, pause = [call for layer in layers(PACED_CALLS) for call in layer], Event()
    began = time.perf_counter()
    for number, call in enumerate(calls):
        pause.wait(max(0, began + number * PACE - time.perf_counter()))
        call(client)
    return len(calls) / (time.perf_counter() - began)


def limited(pairs: Pairs) -> Iterator[Measurement]:
    for limit in LIMITS:
        pair = pairs.new()
        pairs.fill(pair, limit * 30)
        latency = {"LatencyMs": LATENCY * 1000}
        pairs.faults({"Rate": limit, "Organization": f"{pair}_Staging"}, latency)
        restored = pairs.restore(pair, 16)
        pairs.faults()
        name = f"under a limit of {limit} calls/s"
        yield at_least(0.85, f"{name}, share of it", restored.accepted / restored.seconds / limit)
        yield at_most(0.02, f"{name}, refused share", restored.refused_share)


def unchanged(pairs: Pairs) -> Iterator[Measurement]:
    pair = pairs.new()
    pairs.fill(pair, UNCHANGED)
    pairs.restore(pair, 16)
    report = pairs.restore(pair, 16).report
    name = f"{UNCHANGED:,} unchanged records"
    yield exactly(0, f"{name}, writes and deletes", report["writes"] + report["deletes"])
    yield at_most(1.1 * pages(), f"{name}, reads", report["reads"])


def pages() -> int:
    """How many pages of a hundred both organizations have, when each list has at least one."""
    lists = [*checker.LISTS, *checker.SUBLISTS["/buyers"], *checker.SUBLISTS["/catalogs"]]
    count = counts(UNCHANGED)
    assert count.keys() <= set(lists)
    return 2 * sum(max(1, ceil(count.get(name, 0) / 100)) for name in lists)


def memory(pairs: Pairs) -> Iterator[Measurement]:
    """The most that a process of a restore took; the slope shows what it holds of each record."""
    peaks = {}
    for records in (MANY, MORE):
        pair = pairs.new()
        pairs.fill(pair, records)
        peaks[records] = pairs.restore(pair, 16).megabytes
        yield at_most(250, f"{records:,} records, first restore", peaks[records], "MB")
        yield at_most(250, f"{records:,} records, nothing to do", pairs.restore(pair, 16).megabytes, "MB")
    slope = (peaks[MORE] - peaks[MANY]) / ((MORE - MANY) / MANY)
    yield reported(f"each {MANY:,} records more, first restore", slope, "MB")
