"""A marketplace with every resource through OrderCloud's seeding tool, with `make run`."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.measurements import Measurement, exactly, reported
from tests.portal.api.seeding import comparison
from tests.portal.api.seeding.tool import GARDEN_SHOP, SeedingTool, load
from tests.running_portal import RunningPortal

_ID = "garden"


def measurements() -> Iterator[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        product = RunningPortal(Path(folder, "data"))
        product.start()
        try:
            yield from _round_trip(product, Path(folder))
        finally:
            product.stop()


def _round_trip(product: RunningPortal, folder: Path) -> Iterator[Measurement]:
    tool = SeedingTool(folder, product.portal, f"{product.emulator}/sandbox", pace="")
    (password,) = re.findall(r"  Password +(\S.*)", product.log)
    began = time.monotonic()
    tool.seed(GARDEN_SHOP, _ID, user="demo", password=password)
    yield reported("seeding 56 resources", time.monotonic() - began, "s")
    began = time.monotonic()
    tool.download(_ID, user="demo", password=password)
    yield reported("downloading them", time.monotonic() - began, "s")
    seeded = comparison.without_secrets(comparison.with_client_names(load(GARDEN_SHOP)))
    downloaded = comparison.with_client_names(load(folder / f"{_ID}.yml"))
    comparison.additions(seeded, downloaded)
    yield exactly(
        0, "records that are missing", len(comparison.by_key(seeded).keys() - comparison.by_key(downloaded))
    )
