"""A response as a table: a list by its items, a single record by its fields."""

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
_MAX_SHORT_TEXT_LENGTH = 60
_PRIORITY_COLUMNS = ("ID", "Name", "AppName", "Username", "Code", "Active", "Status")


@dataclass(frozen=True)
class Cell:
    """A value: its text, and its kind: text, number, boolean, null, list, object or absent."""

    text: str
    kind: str


@dataclass(frozen=True)
class Row:
    """An item: its cells in the order of the columns, and all its values by their dotted paths."""

    cells: tuple[Cell, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: the dotted path of a value in the items, and whether it contains numbers."""

    path: str
    numeric: bool


@dataclass(frozen=True)
class Table:
    """A list as a table.

    Args:
        columns: the columns shown.
        default_columns: the paths of the columns shown if the user chooses none.
        available_columns: the paths of all columns.
        rows: the first `MAX_ROWS` items.
        total: the number of all items.
    """

    columns: tuple[Column, ...]
    default_columns: tuple[str, ...]
    available_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int


def items_of(value: Any) -> list[Any] | None:
    """Return the items of a list; None if the value is not a list."""
    if isinstance(value, dict) and isinstance(value.get("Items"), list):
        return value["Items"]
    return value if isinstance(value, list) else None


def table_of(items: Sequence[Any], chosen_columns: Sequence[str] = ()) -> Table:
    """Return a table of the first `MAX_ROWS` of `items`, with the columns chosen or the default ones."""
    records = [dict(flatten(item)) for item in items[:MAX_ROWS]]
    available = tuple(dict.fromkeys(path for record in records for path in record))
    default = _default_columns(records, available)
    paths = [path for path in chosen_columns if path in available] or default
    columns = tuple(
        Column(path, any(isinstance(record.get(path), Number) for record in records)) for path in paths
    )
    rows = tuple(
        Row(tuple(cell(record[path]) if path in record else Cell("", "absent") for path in paths), record)
        for record in records
    )
    return Table(columns, tuple(default), available, rows, len(items))


def fields_of(value: Any) -> dict[str, Any]:
    """Return the fields of a single record by dotted paths."""
    return dict(list(flatten(value))[:MAX_FIELDS])


def flatten(value: Any, path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every value of a record that is not an object, by its dotted path."""
    if isinstance(value, dict) and value and depth < _MAX_DEPTH:
        for name, inner in value.items():
            yield from flatten(inner, f"{path}.{name}" if path else name, depth + 1)
    else:
        yield path or "value", value


def cell(value: Any) -> Cell:
    """Return a value as a cell."""
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


def _default_columns(records: Sequence[Mapping[str, Any]], available: Sequence[str]) -> list[str]:
    """Return ids and names first, then columns whose values differ, and empty and long ones last."""

    def rank(path: str) -> tuple[int, int]:
        values = [record.get(path) for record in records]
        if path in _PRIORITY_COLUMNS:
            return 0, _PRIORITY_COLUMNS.index(path)
        if all(value is None or value in ("", [], {}) for value in values):
            return 5, 0
        if any(_is_long(value) for value in values):
            return 4, 0
        if len(values) > 1 and all(str(value) == str(values[0]) for value in values[1:]):
            return 3, 0
        return (2 if "." in path else 1), 0

    ranks = {path: (*rank(path), index) for index, path in enumerate(available)}
    best = sorted(available, key=ranks.__getitem__)[:MAX_COLUMNS]
    return sorted(best, key=lambda path: (path not in _PRIORITY_COLUMNS, ranks[path]))


def _is_long(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, str) and len(value) > _MAX_SHORT_TEXT_LENGTH)
