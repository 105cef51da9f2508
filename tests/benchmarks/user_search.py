"""How long a search among 100,000 users takes, on both databases."""

from collections.abc import Iterator

from tests.benchmarks.databases import on_both_databases
from tests.benchmarks.measurements import Measurement, at_most, reported

LIMIT = 60  # ms


def measurements() -> Iterator[Measurement]:
    for name, times in on_both_databases("user_search_program"):
        yield at_most(LIMIT, f"search among 100,000 users, {name}, p95", times["p95"], "ms")
        yield reported(f"search among 100,000 users, {name}, p50", times["p50"], "ms")
