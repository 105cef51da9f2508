"""How long the history of one person takes among 50,000 requests of many, on both databases."""

from collections.abc import Iterator

from tests.benchmarks.databases import on_both_databases
from tests.benchmarks.measurements import Measurement, at_most, reported

MAX_TIME = 60  # ms
MAX_QUERIES = 9
# The bodies are encrypted: a search reads those of all requests of the person whose call does not match.
SEARCHES = ("search by path", "search of the bodies")


def measurements() -> Iterator[Measurement]:
    for database, pages in on_both_databases("history_program"):
        for name, page in pages.items():
            label = f"50,000 requests, {database}, {name}"
            if name in SEARCHES:
                yield reported(f"{label}, p50", page["p50"], "ms")
            else:
                yield at_most(MAX_TIME, f"{label}, p50", page["p50"], "ms")
                yield at_most(MAX_QUERIES, f"{label}, queries", page["queries"])
