"""Nodes of the tree of a parsed expression."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, text, date, boolean or null; `pattern` is set for a text with wildcards."""

    value: object
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the order, of a line item, or of another root.

    `root` is one of `properties.ROOTS`, or `properties.CURRENT_ENTRY` for the entry that a filter tests, or
    `properties.ELEMENT` for the element of an array, whose path may be empty.
    """

    root: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A function over the entries of a list that match a filter, such as `items.any(Quantity > 2)`.

    `is_singular` is set when the list was written as `item`.
    """

    source: str
    function: str
    condition: "Node | None"
    is_singular: bool = False


@dataclass(frozen=True, slots=True)
class ArrayFunction:
    """A function over the elements of an array, such as `order.xp.Tags.any(item = 'new*')`."""

    name: str
    subject: Property
    condition: "Node | None"


@dataclass(frozen=True, slots=True)
class Function:
    """A call of a function, on a property (`subject`) or without one."""

    name: str
    subject: Property | None
    arguments: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its operands: two, or one after `not`."""

    operator: str
    operands: "tuple[Node, ...]"


Node = Literal | Property | Aggregate | ArrayFunction | Function | Operation


def descendants(node: Node) -> list[Node]:
    """Return the node itself and every node below it."""
    nodes = [node]
    for child in _children(node):
        nodes += descendants(child)
    return nodes


def _children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Operation):
        return node.operands
    if isinstance(node, Function):
        return (*((node.subject,) if node.subject else ()), *node.arguments)
    if isinstance(node, ArrayFunction):
        return (node.subject, *((node.condition,) if node.condition is not None else ()))
    if isinstance(node, Aggregate) and node.condition is not None:
        return (node.condition,)
    return ()
