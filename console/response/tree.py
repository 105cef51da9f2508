"""A response as a tree whose parts are opened one at a time."""

import re
from dataclasses import dataclass
from typing import Any

from console.response.table import Cell, cell

MAX_CHILDREN = 100
MAX_NODES = 300
_EXPANDED_DEPTH = 2
_INDEX = re.compile("[0-9]{1,9}")
_LABEL_FIELDS = ("ID", "Name", "Key", "Code")


@dataclass(frozen=True)
class Node:
    """One value with its name.

    Args:
        name: the key or index of the value.
        cell: the value itself; only its kind for an object or list.
        pointer: the JSON pointer of the value.
        count: the number of values in it.
        children: the values in it that are shown.
        omitted: the number of values in it that are not shown.
        open: whether it is expanded.
        label: the ID or name of an object.
    """

    name: str
    cell: Cell
    pointer: str
    count: int = 0
    children: tuple["Node", ...] = ()
    omitted: int = 0
    open: bool = False
    label: str = ""


def tree_of(value: Any, pointer: str = "") -> Node:
    """Return the tree of the value at the JSON pointer, up to `MAX_NODES`.

    Raises:
        KeyError: there is no value at `pointer`.
    """
    part = resolve_pointer(value, pointer)
    name = _unescaped(pointer.rpartition("/")[2]) if pointer else ""
    remaining = [MAX_NODES]
    return _node(name, part, pointer, 0, remaining)


def resolve_pointer(value: Any, pointer: str) -> Any:
    """Return the value at the JSON pointer.

    Raises:
        KeyError: there is no value at `pointer`.
    """
    for part in pointer.split("/")[1:]:
        if isinstance(value, list) and _INDEX.fullmatch(part) and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value[_unescaped(part)]
        else:
            raise KeyError(pointer)
    return value


def _node(name: str, value: Any, pointer: str, depth: int, remaining: list[int]) -> Node:
    """Return the node of `value`. `remaining` holds the number of nodes that the tree may still get."""
    remaining[0] -= 1
    if not isinstance(value, (dict, list)) or not value:
        return Node(name, cell(value), pointer)
    entries = (
        list(value.items())
        if isinstance(value, dict)
        else [(str(index), item) for index, item in enumerate(value)]
    )
    kind = "object" if isinstance(value, dict) else "list"
    shown = entries[: min(MAX_CHILDREN, max(remaining[0], 0))]
    remaining[0] -= len(shown)
    children = []
    for key, item in shown:
        remaining[0] += 1
        children.append(_node(key, item, f"{pointer}/{_escaped(key)}", depth + 1, remaining))
    return Node(
        name,
        Cell("", kind),
        pointer,
        len(entries),
        tuple(children),
        len(entries) - len(shown),
        depth < _EXPANDED_DEPTH,
        _label(value),
    )


def _label(value: Any) -> str:
    names = [value.get(name) for name in _LABEL_FIELDS] if isinstance(value, dict) else []
    return next((cell(name).text for name in names if isinstance(name, str) and name), "")


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
