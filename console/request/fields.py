"""The fields of a form for a JSON body. Each is not sent, null, or a value.

A field can also hold a value that doesn't match its shape (text where a number belongs, a null in a list):
its `value_type` then says how to read its text, so that nothing is lost between form and JSON.
"""

import dataclasses
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from console.openapi.shapes import ANY_VALUE, Kind, Shape
from console.request import json_editor
from console.request.json_editor import Number, Path

# Characters that an HTML input changes. Text with several lines gets a text area; keys have one line.
_NOT_FOR_A_FIELD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOT_FOR_A_KEY = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
NESTED_KINDS = frozenset({Kind.OBJECT, Kind.LIST})


class State(StrEnum):
    """The three states of a field."""

    UNSENT = "unsent"
    NULL = "null"
    VALUE = "value"


class ValueType(StrEnum):
    """How to read the text of a field whose shape doesn't say it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    JSON = "json"


@dataclasses.dataclass
class Field:
    """One field, or one row of a list or of an object that takes any keys.

    Attributes:
        name: the name under which a page posts it.
        path: the path of its value in the body.
        key: the key of an extra field, which the document doesn't define; None for other fields.
        members: the fields of an object.
        items: the rows of a list.
        extra_fields: the fields of an object's other keys.
        text: the text of any other field.
        errors: the errors in it, as sentences.
    """

    name: str
    label: str
    shape: Shape = dataclasses.field(repr=False)
    path: Path
    required: bool = False
    state: State = State.UNSENT
    text: str = ""
    value_type: ValueType | None = None
    key: str | None = None
    members: list["Field"] = dataclasses.field(default_factory=list)
    items: list["Field"] = dataclasses.field(default_factory=list)
    extra_fields: list["Field"] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)

    @property
    def nested(self) -> bool:
        """Whether the field consists of other fields rather than a text."""
        return self.shape.kind in NESTED_KINDS and self.value_type is None

    @property
    def children(self) -> Iterator["Field"]:
        """The fields directly in it, in the order of the page."""
        yield from self.members
        yield from self.items
        yield from self.extra_fields

    @property
    def ordered_members(self) -> list["Field"]:
        """The members in the order of the form: required ones, the ID, then the rest."""
        return sorted(self.members, key=lambda member: (not member.required, member.label != "ID"))

    def walk(self) -> Iterator["Field"]:
        """Yield the field and all fields in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def sent(self) -> bool:
        """Whether the body contains it."""
        return self.state is not State.UNSENT

    @property
    def new_item(self) -> "Field":
        """The empty row after the last one of a list."""
        return item_field(self, len(self.items))

    @property
    def new_extra(self) -> "Field":
        """The empty row after the last extra field of an object."""
        return extra_field(self, len(self.extra_fields), "")


def escape(name: str) -> str:
    """Return a member's name with the characters escaped that have a meaning in posted names."""
    return name.replace("%", "%25").replace(".", "%2E").replace("~", "%7E")


def member_field(parent: Field, name: str, shape: Shape, required: bool) -> Field:
    """Return the empty field of a member, with the fields of its own members."""
    return with_members(Field(f"{parent.name}.{escape(name)}", name, shape, (*parent.path, name), required))


def item_field(parent: Field, index: int) -> Field:
    """Return the empty field of a list's item."""
    shape = parent.shape.item or ANY_VALUE
    return with_members(Field(f"{parent.name}.{index}", str(index + 1), shape, (*parent.path, index)))


def extra_field(parent: Field, index: int, key: str) -> Field:
    """Return the empty field of a key that the document doesn't define."""
    return Field(
        f"{parent.name}~{index}", key, ANY_VALUE, (*parent.path, key), value_type=ValueType.TEXT, key=key
    )


def with_members(field: Field) -> Field:
    """Return `field` with an empty field for each writable member of its shape."""
    field.members = [
        member_field(field, member.name, member.shape, member.required) for member in field.shape.writable
    ]
    return field


def root_field(shape: Shape) -> Field:
    """Return the field of a whole body, with its members empty."""
    return with_members(Field("body", "body", shape, (), required=True, state=State.VALUE))


def load_value(field: Field, value: Any) -> Field:
    """Fill an empty field, and the fields in it, from `value`."""
    if value is None and field.path and isinstance(field.path[-1], str) and field.key is None:
        field.state = State.NULL
        return field
    field.state = State.VALUE
    field.value_type = None if _matches_shape(field, value) else _value_type(field, value)
    if not field.nested:
        field.text = _text_of(value, field.value_type)
    elif field.shape.kind is Kind.LIST:
        field.items = [load_value(item_field(field, index), item) for index, item in enumerate(value)]
    else:
        for member in field.members:
            if member.label in value:
                load_value(member, value[member.label])
        known = {member.label for member in field.members}
        unknown = [name for name in value if name not in known]
        field.extra_fields = [
            load_value(extra_field(field, index, name), value[name]) for index, name in enumerate(unknown)
        ]
    return field


def dump_value(field: Field) -> tuple[Any, list[tuple[Field, str]]]:
    """Return the value of a sent field, and the fields in it that can't be read, each with its error.

    The value of an unreadable field is its text, so that no input is lost.
    """
    if field.state is State.NULL:
        return None, []
    if not field.nested:
        value, error = _scalar(field)
        return value, [(field, error)] if error else []
    dumped = [(child, *dump_value(child)) for child in field.children if child.sent]
    unreadable = [error for _, _, errors in dumped for error in errors]
    if field.shape.kind is Kind.LIST:
        return [value for _, value, _ in dumped], unreadable
    names = [child.label for child, _, _ in dumped]
    for child, _, _ in dumped:
        if child.key == "":
            unreadable.append((child, "Enter a name."))
        elif child.key is not None and names.count(child.label) > 1:
            unreadable.append((child, f"{child.label} is used twice."))
    return {child.label: value for child, value, _ in dumped}, unreadable


def _matches_shape(field: Field, value: Any) -> bool:
    match field.shape.kind:
        case Kind.TEXT:
            return isinstance(value, str) and _fits_input(field, value)
        case Kind.INTEGER | Kind.NUMBER:
            return isinstance(value, Number)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.OBJECT:
            return isinstance(value, dict) and "" not in value and not any(map(_NOT_FOR_A_KEY.search, value))
        case Kind.LIST:
            return isinstance(value, list)
    return False


def _value_type(field: Field, value: Any) -> ValueType:
    if value is None:
        return ValueType.NULL
    if isinstance(value, bool):
        return ValueType.BOOLEAN
    if isinstance(value, Number):
        return ValueType.NUMBER
    return ValueType.TEXT if isinstance(value, str) and _fits_input(field, value) else ValueType.JSON


def _fits_input(field: Field, text: str) -> bool:
    """Return whether an HTML input preserves `text`; an empty row of a list is dropped."""
    row_of_list = bool(field.path) and isinstance(field.path[-1], int)
    return not _NOT_FOR_A_FIELD.search(text) and not (row_of_list and text == "")


def _text_of(value: Any, value_type: ValueType | None) -> str:
    if isinstance(value, str) and value_type is not ValueType.JSON:
        return value
    return "" if value is None else json_editor.dumps(value)


def _scalar(field: Field) -> tuple[Any, str]:
    value_type = field.value_type or _DEFAULT_VALUE_TYPES.get(field.shape.kind, ValueType.TEXT)
    text = field.text.strip()
    match value_type:
        case ValueType.NULL:
            return None, ""
        case ValueType.NUMBER:
            number = json_editor.number(text)
            return (number, "") if number else (field.text, _number_error(field.shape.kind, text))
        case ValueType.BOOLEAN:
            boolean = {"true": True, "false": False}.get(text.lower())
            return (field.text, "Enter true or false.") if boolean is None else (boolean, "")
        case ValueType.JSON:
            try:
                return json_editor.parse(field.text).value, ""
            except json_editor.JsonError as error:
                return field.text, f"This is not JSON. {error.message}"
    return field.text, ""


_DEFAULT_VALUE_TYPES = {
    Kind.INTEGER: ValueType.NUMBER,
    Kind.NUMBER: ValueType.NUMBER,
    Kind.BOOLEAN: ValueType.BOOLEAN,
}


def _number_error(kind: Kind, text: str) -> str:
    if not text:
        noun = "whole number" if kind is Kind.INTEGER else "number"
        return f"Enter a {noun}, or choose not sent."
    if "," in text:
        return (
            "Enter a whole number without a comma."
            if kind is Kind.INTEGER
            else "Use a decimal point, not a comma."
        )
    if kind is Kind.INTEGER:
        return "Enter a whole number."
    return "Enter a number, such as 12 or 0.5."
