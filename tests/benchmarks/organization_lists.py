"""How long pages with 10,000 organizations of one user take, on both databases."""

from collections.abc import Iterator

from tests.benchmarks.databases import on_both_databases
from tests.benchmarks.measurements import Measurement, at_most

MAX_TIME = 120  # ms
MAX_QUERIES = 8
MAX_HOME_QUERIES = 16
MAX_RATIO = 1.5


def measurements() -> Iterator[Measurement]:
    for database, pages in on_both_databases("organization_lists_program"):
        for name, page in pages.items():
            limit = MAX_HOME_QUERIES if name == "home" else MAX_QUERIES
            label = f"10,000 organizations, {database}, {name}"
            yield at_most(MAX_TIME, f"{label}, p95", page["p95"], "ms")
            yield at_most(limit, f"{label}, queries", page["queries"])
        ratio = pages["list, last page"]["p50"] / pages["list"]["p50"]
        yield at_most(MAX_RATIO, f"10,000 organizations, {database}, last page ÷ first", ratio)
