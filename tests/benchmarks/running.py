"""How soon the product stands, and whether it goes without a trace."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.figures import Figure, at_most, exactly, reported
from tests.running_portal import RunningPortal


def figures() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder))
        yield at_most(60, "first start, with demo data", product.start(), "s")
        began = time.monotonic()
        product.stop()
        yield at_most(15, "one Ctrl-C to the end", time.monotonic() - began, "s")
        yield exactly(0, "processes left behind", len(product.processes()))
        yield reported("second start", product.start(), "s")
        product.stop()
