"""What a record becomes by a write, as OrderCloud applies PUT and PATCH."""

from typing import Any

from console.openapi.shapes import Kind, Member, Shape
from console.request import json_editor
from console.request.canonical import canonical
from console.request.json_editor import JsonError, Number
from console.request.request import Request

Record = dict[str, Any]


def sent_body(request: Request) -> Record:
    """Return the object that the request sends, with the document's names; {} without one.

    What OrderCloud ignores is left out: read-only properties, and properties that it doesn't know.
    """
    body = request.body
    if body is None or body.bytes is None:
        return {}
    try:
        value = canonical(body.shape, json_editor.parse(body.text)).value
    except JsonError:
        return {}
    return _writable(body.shape, value) if isinstance(value, dict) else {}


def record_after(request: Request, before: Record) -> Record:
    """Return the record `before` as the request leaves it.

    PATCH keeps what it doesn't name, and merges nested objects and `xp` by their keys, one level deep. PUT
    replaces: what it doesn't name gets its default. What only the server sets stays, as far as anyone can
    know before the call.
    """
    body = sent_body(request)
    if request.operation.verb == "PATCH":
        return before | {name: _merged(before.get(name), value) for name, value in body.items()}
    shape = request.body.shape if request.body else Shape(Kind.OBJECT)
    return _replaced(shape, before, body)


def _merged(old: Any, new: Any) -> Any:
    return old | new if isinstance(old, dict) and isinstance(new, dict) else new


def _writable(shape: Shape, value: Record) -> Record:
    if not shape.members:
        return value
    members = {member.name: member.shape for member in shape.writable}
    return {
        name: _writable(members[name], item) if isinstance(item, dict) else item
        for name, item in value.items()
        if name in members
    }


def _replaced(shape: Shape, before: Record, body: Record) -> Record:
    members = {member.name: member for member in shape.members}
    after: Record = {}
    for name, old in before.items():
        member = members.get(name)
        if name in body:
            after[name] = _replaced_value(member, old, body[name])
        else:
            after[name] = _default(member.shape, old) if _is_settable(name, member) and member else old
    return after | {name: value for name, value in body.items() if name not in before}


def _replaced_value(member: Member | None, old: Any, new: Any) -> Any:
    nested = member is not None and bool(member.shape.members)
    if member and nested and isinstance(old, dict) and isinstance(new, dict):
        return _replaced(member.shape, old, new)
    return new


def _is_settable(name: str, member: Member | None) -> bool:
    """Return whether a PUT that leaves the property out resets it; the owner stays, the ID is in the path."""
    return member is not None and not member.shape.read_only and name not in ("ID", "OwnerID")


def _default(shape: Shape, old: Any) -> Any:
    """Return what a property becomes that a PUT doesn't send; an empty one stays as it is."""
    if old in (None, False, "") or old == [] or old == {}:
        return old
    if shape.default:
        if shape.kind in (Kind.INTEGER, Kind.NUMBER):
            return json_editor.number(shape.default) or Number(shape.default)
        return shape.default == "true" if shape.kind is Kind.BOOLEAN else shape.default
    empty: dict[Kind, Any] = {Kind.BOOLEAN: False, Kind.LIST: []}
    return empty.get(shape.kind)
