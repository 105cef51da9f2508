"""Sorting of a list by one of its columns, where the operation's `sortBy` allows it."""

from collections.abc import Sequence
from dataclasses import dataclass

SORT_BY = "sortBy"
_DESCENDING = "!"


@dataclass(frozen=True)
class ColumnSort:
    """How a list is sorted by one column, and how it is sorted next.

    Args:
        direction: "ascending" or "descending" for the column by which the list is sorted first; "" otherwise.
        next_value: the value of `sortBy` that sorts by this column, or reverses it; "" for no order.
    """

    direction: str
    next_value: str


def column_sort(path: str, allowed: Sequence[str], values: Sequence[str]) -> ColumnSort | None:
    """Return how the list is sorted by the column `path`; None if it can't be.

    Args:
        path: the dotted path of the column.
        allowed: the values that the operation documents, with `!` for descending ones.
        values: the values of `sortBy` that were sent.
    """
    name = _match(path, allowed)
    if name is None:
        return None
    first = values[0].lower() if values else ""
    if first == name.lower():
        descending = _match(_DESCENDING + name, allowed)
        return ColumnSort("ascending", descending or "")
    direction = "descending" if first == _DESCENDING + name.lower() else ""
    return ColumnSort(direction, name)


def _match(value: str, allowed: Sequence[str]) -> str | None:
    """Return the allowed value that equals `value` in any case."""
    return next((choice for choice in allowed if choice.lower() == value.lower()), None)
