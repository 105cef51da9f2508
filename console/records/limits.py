"""What undoing a write cannot bring back, in sentences: before the write, and before it is undone."""

import re

from console.openapi.catalogue import Catalogue
from console.openapi.operations import Operation
from console.openapi.shapes import Shape
from console.records.operations import is_list, operation_at
from console.records.reading import Record
from console.request.json_editor import Number
from console.request.request import Request

# OrderCloud takes these and returns null for them.
NEVER_RETURNED = frozenset({"Password", "NewPassword"})
EFFECTS = "What webhooks and integrations did after the call stays."
MAX_NAMES = 6
_COUNT = re.compile(r"(\w+?)Count")


def limits_of(
    request: Request, record: Record, catalogue: Catalogue, *, creates: bool | None = None
) -> tuple[str, ...]:
    """Return what undoing `request` cannot bring back of `record`, the record before it.

    `creates`: whether the inverse creates the record again; None for what the verb says.
    """
    operation = request.operation
    again = operation.verb == "DELETE" if creates is None else creates
    sentences = [
        _server_set(_shape(operation, catalogue), record, created_again=again),
        _password(operation, record),
    ]
    if again:
        sentences.append(_dependents(operation, record, catalogue))
    return tuple(sentence for sentence in (*sentences, EFFECTS) if sentence)


def _shape(operation: Operation, catalogue: Catalogue) -> Shape | None:
    """Return the shape of the record, of which the body of a write is a part."""
    detail = operation_at(catalogue, "GET", operation.path)
    return detail.response if detail is not None and not is_list(detail) else operation.body


def _server_set(shape: Shape | None, record: Record, *, created_again: bool) -> str:
    if shape is None:
        return ""
    names = [
        member.name
        for member in shape.members
        if member.shape.read_only and record.get(member.name) not in (None, "", [], {})
        if (created_again or "Updated" in member.name)
        and not _COUNT.fullmatch(member.name)
        and member.name != "ID"
    ]
    return f"OrderCloud sets {_list(names)}: what is restored gets new values." if names else ""


def _password(operation: Operation, record: Record) -> str:
    body = operation.body
    secret = NEVER_RETURNED & {member.name for member in body.members} if body else set()
    if operation.verb == "DELETE":
        secret = NEVER_RETURNED & set(record)
    return "The password is not restored: OrderCloud never returns it." if secret else ""


def _dependents(operation: Operation, record: Record, catalogue: Catalogue) -> str:
    """Name what a deletion takes along, with the numbers that the record has of it."""
    counts = {
        match[1].lower(): value.digits
        for name, value in record.items()
        if isinstance(value, Number) and (match := _COUNT.fullmatch(name))
    }
    names = dict.fromkeys(
        _counted(_name(other, catalogue), counts)
        for other in catalogue.operations
        if other.verb == "GET" and _goes_with(other, operation) and is_list(other)
    )
    named = [name for name in names if name]
    return f"What was deleted with it is not restored: {_list(named)}." if named else ""


def _goes_with(other: Operation, deleted: Operation) -> bool:
    """Return whether `other` is below the deleted record, or lists assignments by its id."""
    if not deleted.path.endswith("}"):
        return False
    below, _, rest = other.path.lower().partition(deleted.path.lower() + "/")
    if not below and rest:
        return "{" not in rest
    name = deleted.path_parameter_names[-1]
    parents = set(deleted.path_parameter_names[:-1])
    return (
        other.path.lower().endswith("/assignments")
        and parents <= set(other.path_parameter_names)
        and any(parameter.name == name for parameter in other.parameters)
    )


def _name(listing: Operation, catalogue: Catalogue) -> str:
    """Return what a list contains, in lower case: Products.ListSpecs → specs."""
    if listing.path.lower().endswith("/assignments"):
        return "assignments"
    action = listing.short_name.removeprefix("List ")
    name = catalogue.resource_of(listing).name if action == "List" else action
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _counted(name: str, counts: dict[str, str]) -> str:
    """Return the name with its number, as far as the record has it; "" when there are none."""
    count = next((count for noun, count in counts.items() if name.rstrip("s") == noun), "")
    if count == "1":
        return f"1 {name.rstrip('s')}"
    return "" if count == "0" else f"{count} {name}".strip()


def _list(names: list[str]) -> str:
    shown, more = names[:MAX_NAMES], len(names) - MAX_NAMES
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
