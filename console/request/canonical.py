"""Names in any case, as OrderCloud accepts them, replaced by those of the document."""

from typing import Any

from console.openapi.shapes import Kind, Shape
from console.request.json_editor import JsonError, ParsedJson, Path


def canonical(shape: Shape, parsed: ParsedJson) -> ParsedJson:
    """Return `parsed` with the document's names for the members of `shape`, in its value and its lines.

    Raises:
        JsonError: an object has the same member twice, in different case.
    """
    lines: dict[Path, int] = {}
    value = _renamed(shape, parsed.value, (), (), parsed.lines, lines)
    return ParsedJson(value, lines)


def _renamed(
    shape: Shape | None,
    value: Any,
    typed_path: Path,
    path: Path,
    typed_lines: dict[Path, int],
    lines: dict[Path, int],
) -> Any:
    if typed_path in typed_lines:
        lines[path] = typed_lines[typed_path]
    if isinstance(value, list):
        item_shape = shape.item if shape and shape.kind is Kind.LIST else None
        return [
            _renamed(item_shape, item, (*typed_path, index), (*path, index), typed_lines, lines)
            for index, item in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    members = {member.name.lower(): member for member in shape.writable} if shape else {}
    renamed: dict[str, Any] = {}
    for key, inner in value.items():
        member = members.get(key.lower())
        name = member.name if member else key
        if name in renamed:
            raise JsonError(f"{name} is used twice.", typed_lines.get((*typed_path, key), 1), 1)
        renamed[name] = _renamed(
            member.shape if member else None, inner, (*typed_path, key), (*path, name), typed_lines, lines
        )
    return renamed
