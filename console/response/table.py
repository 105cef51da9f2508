"""An answer as a table: a list by its items, a single record by its fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.request import json_editor
from console.request.json_editor import Number

MAX_ROWS = 100
MAX_COLUMNS = 6
MAX_FIELDS = 400
_MAX_CELL_LENGTH = 1000
_MAX_DEPTH = 4
_PRIORITY_COLUMNS = ("ID", "Name", "AppName", "Username", "Code", "Active", "Status")


@dataclass(frozen=True)
class Cell:
    """One value: its text, and what it is ("text", "number", "boolean", "null", "list", "object",
    "absent").
    """

    text: str
    kind: str


@dataclass(frozen=True)
class Row:
    """One item: its cells in the order of the columns, and all its values by their dotted paths."""

    cells: tuple[Cell, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: the dotted path of a value inside the items, and whether numbers stand in it."""

    path: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """The columns that are shown, those that would be if nobody chose (`usual`), all that could be
    (`choices`), the rows, and how many rows there are in all."""

    columns: tuple[Column, ...]
    default_columns: tuple[str, ...]
    available_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


def items_of(value: Any) -> list[Any] | None:
    """The items of a list answer; None when the answer is no list."""
    if isinstance(value, dict) and isinstance(value.get("Items"), list):
        return value["Items"]
    return value if isinstance(value, list) else None


def table_of(items: Sequence[Any], wanted: Sequence[str] = ()) -> Table:
    """The first `MOST_ROWS` of `items`, with the columns that were chosen, or the most telling ones."""
    shown = [dict(flatten(item)) for item in items[:MAX_ROWS]]
    choices = tuple(dict.fromkeys(path for row in shown for path in row))
    usual = _default_columns(shown, choices)
    paths = [path for path in wanted if path in choices] or usual
    columns = tuple(Column(path, any(isinstance(row.get(path), Number) for row in shown)) for path in paths)
    rows = tuple(
        Row(tuple(cell(row[path]) if path in row else Cell("", "absent") for path in paths), row)
        for row in shown
    )
    return Table(columns, tuple(usual), choices, rows, len(items))


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of a single record, by dotted paths."""
    return dict(list(flatten(value))[:MAX_FIELDS])


def flatten(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Every value in a record that is no object itself, by its dotted path."""
    if isinstance(value, dict) and value and depth < _MAX_DEPTH:
        for name, inner in value.items():
            yield from flatten(inner, f"{path}.{name}" if path else name, depth + 1)
    else:
        yield path or "value", value


def cell(value: Any) -> Cell:
    """A value as a cell."""
    if value is None:
        return Cell("null", "null")
    if isinstance(value, bool):
        return Cell("true" if value else "false", "boolean")
    if isinstance(value, Number):
        return Cell(value.digits, "number")
    if isinstance(value, str):
        return Cell(_truncate(value), "text")
    text = _truncate(json_editor.dumps(value)) if value else json_editor.dumps(value)
    return Cell(text, "list" if isinstance(value, list) else "object")


def _truncate(text: str) -> str:
    return text if len(text) <= _MAX_CELL_LENGTH else f"{text[:_MAX_CELL_LENGTH]}…"


def _default_columns(rows: Sequence[Mapping[str, Any]], choices: Sequence[str]) -> list[str]:
    """Ids and names first, then what differs from row to row, then the rest; empty and long columns last."""

    def dullness(path: str) -> tuple[int, int]:
        values = [row.get(path) for row in rows]
        if path in _PRIORITY_COLUMNS:
            return 0, _PRIORITY_COLUMNS.index(path)
        if all(value is None or value in ("", [], {}) for value in values):
            return 5, 0
        if any(isinstance(value, list) or (isinstance(value, str) and len(value) > 60) for value in values):
            return 4, 0
        if len(values) > 1 and all(str(value) == str(values[0]) for value in values[1:]):
            return 3, 0
        return (2 if "." in path else 1), 0

    told = {path: (*dullness(path), at) for at, path in enumerate(choices)}
    best = sorted(choices, key=told.__getitem__)[:MAX_COLUMNS]
    return sorted(best, key=lambda path: (path not in _PRIORITY_COLUMNS, told[path]))
