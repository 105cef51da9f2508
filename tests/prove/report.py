"""Runs parts and prints one table of all figures."""

import pkgutil
import traceback
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module

from rich.console import Console
from rich.table import Table

from tests import prove
from tests.prove.figures import Figure, failed

WORDS = {True: "[green]held[/]", False: "[bold red]missed[/]", None: ""}
Part = Callable[[], Iterable[Figure]]


def parts() -> dict[str, Part]:
    """The parts by name, from the modules of this package that have `figures()`."""
    names = [
        module.name for module in pkgutil.iter_modules(prove.__path__) if not module.name.startswith("_")
    ]
    modules = {name: import_module(f"{prove.__name__}.{name}") for name in names}
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
    table = Table("part", "figure", "value", "limit", "", title="What was proved")
    table.columns[2].justify = table.columns[3].justify = "right"
    held = True
    for name, part in chosen.items():
        for figure in measured(part):
            value = f"{figure.value:,.4g} {figure.unit}".rstrip()
            console.print(f"{name}: {figure.name}: {value} {figure.limit}", markup=False)
            table.add_row(name, figure.name, value, figure.limit, WORDS[figure.holds])
            held = held and figure.holds is not False
    console.print(table)
    return 0 if held else 1
