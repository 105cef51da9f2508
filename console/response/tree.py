"""An answer as a tree that opens a part at a time."""

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
    """One value under its name. `children` are shown at once; `more` of them are not, and `at` leads to
    all.
    """

    name: str
    cell: Cell
    pointer: str
    count: int = 0
    children: tuple["Node", ...] = ()
    omitted: int = 0
    open: bool = False
    label: str = ""


def tree_of(value: Any, at: str = "") -> Node:
    """The tree under the JSON pointer `at`, as much of it as a page can hold.

    Raises:
        KeyError: nothing is there.
    """
    part = resolve_pointer(value, at)
    name = _unescaped(at.rpartition("/")[2]) if at else ""
    left = [MAX_NODES]
    return _node(name, part, at, 0, left)


def resolve_pointer(value: Any, at: str) -> Any:
    """What the JSON pointer `at` points at.

    Raises:
        KeyError: nothing.
    """
    for part in at.split("/")[1:]:
        if isinstance(value, list) and _INDEX.fullmatch(part) and int(part) < len(value):
            value = value[int(part)]
        elif isinstance(value, dict):
            value = value[_unescaped(part)]
        else:
            raise KeyError(at)
    return value


def _node(name: str, value: Any, at: str, depth: int, left: list[int]) -> Node:
    left[0] -= 1
    if not isinstance(value, (dict, list)) or not value:
        return Node(name, cell(value), at)
    entries = (
        list(value.items()) if isinstance(value, dict) else [(str(n), item) for n, item in enumerate(value)]
    )
    kind = "object" if isinstance(value, dict) else "list"
    shown = entries[: min(MAX_CHILDREN, max(left[0], 0))]
    left[0] -= len(shown)
    children = []
    for key, item in shown:
        left[0] += 1
        children.append(_node(key, item, f"{at}/{_escaped(key)}", depth + 1, left))
    return Node(
        name,
        Cell("", kind),
        at,
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
