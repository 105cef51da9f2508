"""The hint under a field's name: what the field takes, in a few words."""

from console.openapi.shapes import Kind, Shape
from console.request.fields import Field, State

_WORDS = {
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "true or false",
    Kind.LIST: "list",
    Kind.ANY: "anything",
}
_MULTILINE_MIN_LENGTH = 500


def hint(field: Field) -> str:
    """Return the hint of a field, such as "text, 10 of 100", "whole number, from 1" or "2 of 7 sent"."""
    if field.shape.kind is Kind.OBJECT:
        return _of_object(field)
    if field.shape.kind is Kind.LIST:
        return f"list, {len(field.items)} sent" if field.items else f"list of {_plural(field.shape.item)}"
    typed = len(field.text) if field.state is State.VALUE else 0
    return shape_hint(field.shape, field.label, typed)


def shape_hint(shape: Shape, name: str, typed: int = 0) -> str:
    """Return the hint of a shape; of text with a limit also how many characters are used."""
    if shape.kind is Kind.TEXT:
        return _of_text(shape, name, typed)
    limits = [
        f"{words} {limit:,f}"
        for words, limit in (("from", shape.minimum), ("to", shape.maximum))
        if limit is not None
    ]
    return (
        ", ".join([_WORDS.get(shape.kind, "object"), " ".join(limits)])
        if limits
        else _WORDS.get(shape.kind, "object")
    )


def is_multiline(field: Field) -> bool:
    """Return whether the field is a text area."""
    text = field.shape.kind is Kind.TEXT and not field.shape.choices
    return "\n" in field.text or (text and (field.shape.max_length or 0) > _MULTILINE_MIN_LENGTH)


def _of_text(shape: Shape, name: str, typed: int) -> str:
    if shape.choices:
        return f"one of {len(shape.choices)}"
    if shape.format in ("date-time", "date"):
        return "date and time, UTC" if shape.format == "date-time" else "date"
    if shape.max_length:
        return f"text, {typed:,} of {shape.max_length:,}" if typed else f"text, {shape.max_length:,}"
    return "ID" if name.endswith("ID") else "text"


def _of_object(field: Field) -> str:
    if field.shape.free_form:
        count = len(field.extra_fields)
        return f"free form, {count} {'key' if count == 1 else 'keys'}" if count else "free form"
    sent = sum(child.sent for child in field.children)
    return f"{sent} of {len(field.members)} sent"


def _plural(item: Shape | None) -> str:
    if item is None or item.kind is Kind.ANY:
        return "anything"
    return {Kind.TEXT: "texts", Kind.OBJECT: "records", Kind.LIST: "lists"}.get(item.kind, "values")
