"""What a write does beyond its fields: warnings, and what goes with a deleted record.

Only what the portal knows is said, from the request, the record, and OrderCloud's document.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from console.guard.comparison import Comparison
from console.guard.outcome import sent_body
from console.masking import is_secret_name
from console.openapi.catalogue import Catalogue
from console.openapi.naming import humanize
from console.openapi.operations import Operation
from console.openapi.shapes import Kind, Shape
from console.records.operations import is_list, operation_at
from console.request import json_editor
from console.request.json_editor import JsonError, Number
from console.request.request import Request

Record = dict[str, Any]
_COUNT = "Count"


@dataclass(frozen=True)
class Warning:
    """A warning: what is, in bold, and what it means."""

    fact: str
    meaning: str = ""


def warnings(request: Request, comparison: Comparison | None) -> list[Warning]:
    """Return what the user should know before the request is sent."""
    found = _ignored_fields(request)
    if comparison is None:
        return found
    for change in comparison.changes:
        after, name = change.after, change.path.rpartition(".")[2]
        shape = _shape_of(request, change.path)
        if change.path == "ID" and after.state == "value":
            meaning = (
                f"References in OrderCloud follow. Systems that use {change.before.text} have to change."
            )
            found.append(Warning(f"The ID becomes {after.text}.", meaning))
        elif is_secret_name(name) and change.before.state == "value":
            found.append(Warning(f"{change.path} changes.", "Systems that use the old value stop working."))
        elif shape and shape.kind is Kind.BOOLEAN and name == "Active" and after.text == "false":
            found.append(Warning(f"{change.path} becomes false.", shape.description))
        elif shape and shape.kind in (Kind.NUMBER, Kind.INTEGER) and _is_zero(after.text):
            found.append(Warning(f"{change.path} becomes 0.", "0 is a value. To clear the field, send null."))
    return [*_reset_fields(request, comparison), *found]


def losses_with(record: Record | None, operation: Operation, catalogue: Catalogue) -> list[str]:
    """Return what goes with a deleted record, each as a short phrase; counts come from the record itself."""
    if operation.verb != "DELETE" or not operation.path.endswith("}"):
        return []
    counts = [
        f"{value.digits} {_plural(humanize(name.removesuffix(_COUNT)).lower(), value)}"
        for name, value in (record or {}).items()
        if name.endswith(_COUNT) and isinstance(value, Number) and not _is_zero(value.digits)
    ]
    children = [_noun_of(child, operation, catalogue) for child in _children(operation.path, catalogue)]
    has_assignments = any(
        item.path.lower().startswith(operation.path.rpartition("/")[0].lower())
        and item.path.lower().endswith("assignments")
        for item in catalogue.operations
    )
    return list(dict.fromkeys([*counts, *children, *(["its assignments"] if has_assignments else [])]))


def _children(path: str, catalogue: Catalogue) -> list[Operation]:
    """Return the operations that create records under a record at `path`, and whose lists are there too."""
    prefix = f"{path.lower()}/"
    return [
        item
        for item in catalogue.operations
        if item.verb == "POST"
        and item.path.lower().startswith(prefix)
        and "/" not in item.path[len(prefix) :]
        and (listing := operation_at(catalogue, "GET", item.path))
        and is_list(listing)
    ]


def _noun_of(child: Operation, parent: Operation, catalogue: Catalogue) -> str:
    resource = catalogue.resource_of(child)
    if resource is catalogue.resource_of(parent):
        return humanize(child.path.rpartition("/")[2]).lower()
    return resource.name.lower()


def _ignored_fields(request: Request) -> list[Warning]:
    body = request.body
    if body is None or not body.shape.members:
        return []
    try:
        value = json_editor.parse(body.text).value
    except JsonError:
        return []
    known = {member.name.lower() for member in body.shape.writable}
    ignored = [name for name in value if name.lower() not in known] if isinstance(value, dict) else []
    if not ignored:
        return []
    return [Warning(f"OrderCloud ignores {', '.join(ignored)}.", "They are read-only or unknown.")]


def _reset_fields(request: Request, comparison: Comparison) -> list[Warning]:
    if request.operation.verb != "PUT":
        return []
    sent = sent_body(request)
    reset = [change.path for change in comparison.changes if change.path.partition(".")[0] not in sent]
    if not reset:
        return []
    fields = (
        "1 field that you don't send is"
        if len(reset) == 1
        else f"{len(reset)} fields that you don't send are"
    )
    return [Warning(f"{fields} reset.", "Save replaces the whole record. To keep them, use Patch.")]


def _shape_of(request: Request, path: str) -> Shape | None:
    shape = request.body.shape if request.body else None
    for name in path.split("."):
        shape = (
            next((member.shape for member in shape.members if member.name == name), None) if shape else None
        )
    return shape


def _is_zero(text: str) -> bool:
    number = json_editor.number(text)
    return number is not None and Decimal(number.digits) == 0


def _plural(noun: str, count: Number) -> str:
    if count.digits == "1":
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
