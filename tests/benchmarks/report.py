"""Runs parts and prints one table of all figures, with the machine that they were measured on."""

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
from tests.benchmarks.figures import Figure, failed

WORDS = {True: "[green]held[/]", False: "[bold red]missed[/]", None: ""}
Part = Callable[[], Iterable[Figure]]


def parts() -> dict[str, Part]:
    """The parts by name, from the modules of this package that have `figures()`."""
    names = [
        module.name for module in pkgutil.iter_modules(benchmarks.__path__) if not module.name.startswith("_")
    ]
    modules = {name: import_module(f"{benchmarks.__name__}.{name}") for name in names}
    return {name: module.figures for name, module in modules.items() if hasattr(module, "figures")}


def measured(part: Part) -> Iterator[Figure]:
    """The part's figures; what stops it early is shown, and is a missed figure."""
    try:
        yield from part()
    except Exception as error:
        traceback.print_exc()
        yield failed(f"{type(error).__name__}: {error}")


def run(chosen: dict[str, Part], console: Console) -> int:
    """Measures, prints figures as they come and the table at the end; returns the exit status."""
    table = Table("part", "figure", "value", "limit", "", "repeats", "spread", title="What was proved")
    for number in (2, 3, 5, 6):
        table.columns[number].justify = "right"
    before = os.getloadavg()[0]
    held = True
    for name, part in chosen.items():
        for figure in measured(part):
            value = f"{figure.value:,.4g} {figure.unit}".rstrip()
            console.print(f"{name}: {figure.name}: {value} {figure.limit}", markup=False)
            row = [name, figure.name, value, figure.limit, WORDS[figure.holds], str(figure.repeats)]
            table.add_row(*row, _spread(figure))
            held = held and figure.holds is not False
    table.caption = f"{machine()}; load {before:.1f} before, {os.getloadavg()[0]:.1f} after"
    console.print(table)
    return 0 if held else 1


def machine() -> str:
    """The machine in a few words: processor, cores, memory, system and Python."""
    described = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in described.splitlines() if "model name" in line]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{names[0] if names else platform.machine()}, {cores} cores, {memory:.0f} GB, {system}"


def _spread(figure: Figure) -> str:
    if figure.spread is None:
        return ""
    low, high = figure.spread
    return f"{low:,.4g} to {high:,.4g}"
