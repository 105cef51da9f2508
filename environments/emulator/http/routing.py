"""Find the operation for a method and a path. Paths match in any case; ids in them keep theirs.

Paths form a tree of their parts. Literal parts are tried before parameters, and if one branch has no
operation for the method, the other is tried: `PUT /products/assignments` is a product with that id.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from environments.emulator import errors
from environments.emulator.catalogue import of_version
from environments.emulator.catalogue.schema import Operation


@dataclass
class _Node:
    """A node of the tree, with its branches and the operations that end here, by method."""

    literals: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    operations: dict[str, Operation] = field(default_factory=dict)


@cache
def _tree(version: str) -> _Node:
    root = _Node()
    for operation in of_version(version).operations.values():
        node = root
        for part in _parts(operation.path):
            if part.startswith("{"):
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(part.lower(), _Node())
        node.operations[operation.method] = operation
    return root


def _parts(path: str) -> list[str]:
    return path.strip("/").split("/")


@cache
def _positions(path: str) -> list[tuple[int, str]]:
    """Return where a path has parameters, with their names in lower case."""
    return [(i, part.strip("{}").lower()) for i, part in enumerate(_parts(path)) if part[0] == "{"]


def match(version: str, method: str, path: str) -> tuple[Operation, dict[str, str]]:
    """Return the operation of a version of the API, and its path parameters by lower-case name.

    Raises:
        ApiError: 404 or 405.
    """
    parts = path.removeprefix("/").removesuffix("/").split("/")
    nodes = list(_matching_nodes(_tree(version), [part.lower() for part in parts]))
    for node in nodes:
        if operation := node.operations.get(method):
            return operation, {name: parts[position] for position, name in _positions(operation.path)}
    if not nodes:
        raise errors.not_found("Route", path)
    allowed = sorted({allowed_method for node in nodes for allowed_method in node.operations})
    raise errors.method_not_allowed(f"{method} is not allowed here.", ", ".join(allowed))


def _matching_nodes(node: _Node, parts: list[str]) -> Iterator[_Node]:
    """Yield the nodes that the parts lead to, the most literal first."""
    if not parts:
        if node.operations:
            yield node
        return
    first, *rest = parts
    if first in node.literals:
        yield from _matching_nodes(node.literals[first], rest)
    if node.parameter and first:
        yield from _matching_nodes(node.parameter, rest)
