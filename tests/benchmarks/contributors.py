"""How long the list of 10,000 contributors of one organization takes, on both databases."""

from collections.abc import Iterator

from tests.benchmarks.databases import on_both_databases
from tests.benchmarks.measurements import Measurement, at_most

MAX_TIME = 120  # ms
MAX_QUERIES = 8
MAX_QUERIES_BY_RIGHT = 9  # names the custom roles too, and who granted the right
MAX_RATIO = 1.5


def measurements() -> Iterator[Measurement]:
    for database, pages in on_both_databases("contributors_program"):
        for name, page in pages.items():
            label = f"10,000 contributors, {database}, {name}"
            yield at_most(MAX_TIME, f"{label}, p95", page["p95"], "ms")
            limit = MAX_QUERIES_BY_RIGHT if name.startswith("who") else MAX_QUERIES
            yield at_most(limit, f"{label}, queries", page["queries"])
        ratio = pages["list, last page"]["p50"] / pages["list"]["p50"]
        yield at_most(MAX_RATIO, f"10,000 contributors, {database}, last page ÷ first", ratio)
