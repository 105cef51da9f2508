"""Names of members in any case of letters, as OrderCloud reads them, turned into those of the document."""

from typing import Any

from console.openapi.shapes import Kind, Shape
from console.request.json_editor import JsonError, Parsed, Path


def canonical(shape: Shape, parsed: Parsed) -> Parsed:
    """`parsed` with the document's names for the members of `shape`, in its value and in its lines.

    Raises:
        JsonError: an object has the same member twice, in different cases of letters.
    """
    lines: dict[Path, int] = {}
    value = _renamed(shape, parsed.value, (), (), parsed.lines, lines)
    return Parsed(value, lines)


def _renamed(
    shape: Shape | None, value: Any, typed: Path, path: Path, found: dict[Path, int], lines: dict[Path, int]
) -> Any:
    if typed in found:
        lines[path] = found[typed]
    if isinstance(value, list):
        item = shape.item if shape and shape.kind is Kind.LIST else None
        return [_renamed(item, one, (*typed, at), (*path, at), found, lines) for at, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    members = {member.name.lower(): member for member in shape.writable} if shape else {}
    renamed: dict[str, Any] = {}
    for key, inner in value.items():
        member = members.get(key.lower())
        name = member.name if member else key
        if name in renamed:
            raise JsonError(f"{name} is used twice.", found.get((*typed, key), 1), 1)
        renamed[name] = _renamed(
            member.shape if member else None, inner, (*typed, key), (*path, name), found, lines
        )
    return renamed
