"""Run parts, and print a table of all measurements with the machine that they were taken on."""

import os
import pkgutil
import platform
import traceback
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import benchmarks
from tests.benchmarks.measurements import Measurement, failed

LABELS = {True: "[green]held[/]", False: "[bold red]missed[/]", None: ""}
Part = Callable[[], Iterable[Measurement]]


def parts() -> dict[str, Part]:
    """Return the parts by name, from the modules of this package that have `measurements()`."""
    names = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    ]
    modules = {name: import_module(f"{benchmarks.__name__}.{name}") for name in names}
    return {name: module.measurements for name, module in modules.items() if hasattr(module, "measurements")}


def measure(part: Part) -> Iterator[Measurement]:
    """Yield the part's measurements; an exception that stops it is printed and yields a failed one."""
    try:
        yield from part()
    except Exception as error:
        traceback.print_exc()
        yield failed(f"{type(error).__name__}: {error}")


def run(chosen: dict[str, Part], console: Console) -> int:
    """Measure, print each result immediately and the table at the end, and return the exit status."""
    table = Table("part", "measurement", "value", "limit", "", "repeats", "spread", title="Results")
    for number in (2, 3, 5, 6):
        table.columns[number].justify = "right"
    before = os.getloadavg()[0]
    held = True
    for name, part in chosen.items():
        for measurement in measure(part):
            value = f"{measurement.value:,.4g} {measurement.unit}".rstrip()
            console.print(f"{name}: {measurement.name}: {value} {measurement.limit}", markup=False)
            row = [name, measurement.name, value, measurement.limit, LABELS[measurement.holds]]
            table.add_row(*row, str(measurement.repeats), _spread(measurement))
            held = held and measurement.holds is not False
    table.caption = f"{machine()}; load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    console.print(table)
    return 0 if held else 1


def machine() -> str:
    """Return a description of the machine: processor, cores, memory, system and Python."""
    cpuinfo = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in cpuinfo.splitlines() if "model name" in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{names[0] if names else platform.machine()}, {cores} cores, {memory:.0f} GB, {system}"


def _spread(measurement: Measurement) -> str:
    if measurement.spread is None:
        return ""
    low, high = measurement.spread
    return f"{low:,.4g} to {high:,.4g}"
