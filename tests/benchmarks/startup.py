"""Duration of the start and the stop of `make run`, and processes left behind."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measurements import Measurement, at_most, exactly, reported
from tests.running_portal import RunningPortal


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder))
        yield at_most(60, "first start, with demo data", product.start(), "s")
        began = time.monotonic()
        product.stop()
        yield at_most(15, "one Ctrl-C to the end", time.monotonic() - began, "s")
        yield exactly(0, "processes left behind", len(product.processes()))
        yield reported("second start", product.start(), "s")
        product.stop()
