"""The fields of a form for a JSON body. Each is not sent, null, or a value.

A value that its field cannot hold as it is (text where a number belongs, a null in a list) is kept all the
same: the entry then says with `read_as` how its text is to be read, so that nothing is lost between form
and JSON.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from console.openapi.shapes import ANY_VALUE, Kind, Shape
from console.request import json_editor
from console.request.json_editor import Number, Path

# What a field of a page cannot carry unchanged: several lines need a text area, keys have one line.
_NOT_FOR_A_FIELD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NOT_FOR_A_KEY = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
NESTED_KINDS = frozenset({Kind.OBJECT, Kind.LIST})


class State(StrEnum):
    """The three states of a field."""

    UNSENT = "unsent"
    NULL = "null"
    VALUE = "value"


class ReadAs(StrEnum):
    """How the text of a field is read when its shape does not say it."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    JSON = "json"


@dataclass
class Field:
    """One field, or one row of a list or of a free object.

    `name` is the name under which a page posts it, `path` the place of its value in the body. `members` and
    `extras` (keys that the document does not know, each with its `key`) belong to objects, `items` to
    lists, `text` to all others. `faults` are sentences.
    """

    name: str
    label: str
    shape: Shape = field(repr=False)
    path: Path
    required: bool = False
    state: State = State.UNSENT
    text: str = ""
    read_as: ReadAs | None = None
    key: str | None = None
    members: list["Field"] = field(default_factory=list)
    items: list["Field"] = field(default_factory=list)
    extra_fields: list["Field"] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def nested(self) -> bool:
        """Whether it is shown by what is in it rather than by a text of its own."""
        return self.shape.kind in NESTED_KINDS and self.read_as is None

    @property
    def children(self) -> Iterator["Field"]:
        """What is in it, in the order of the page."""
        yield from self.members
        yield from self.items
        yield from self.extra_fields

    @property
    def ordered_members(self) -> list["Field"]:
        """The members as the form shows them: required ones, the ID, then the rest."""
        return sorted(self.members, key=lambda member: (not member.required, member.label != "ID"))

    def walk(self) -> Iterator["Field"]:
        """It and everything in it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def sent(self) -> bool:
        """Whether it stands in the body."""
        return self.state is not State.UNSENT

    @property
    def new_item(self) -> "Field":
        """The empty row under the last one of a list."""
        return item_field(self, len(self.items))

    @property
    def new_extra(self) -> "Field":
        """The empty row under the last free key of an object."""
        return extra_field(self, len(self.extra_fields), "")


def escape(name: str) -> str:
    """A member's name for use inside a posted name, where points and tildes have a meaning."""
    return name.replace("%", "%25").replace(".", "%2E").replace("~", "%7E")


def member_field(parent: Field, name: str, shape: Shape, required: bool) -> Field:
    """The empty entry of a member, with the entries of what is in it."""
    return with_members(Field(f"{parent.name}.{escape(name)}", name, shape, (*parent.path, name), required))


def item_field(parent: Field, at: int) -> Field:
    """The empty entry of a list's item."""
    shape = parent.shape.item or ANY_VALUE
    return with_members(Field(f"{parent.name}.{at}", str(at + 1), shape, (*parent.path, at)))


def extra_field(parent: Field, at: int, key: str) -> Field:
    """The entry of a key that the document does not know."""
    return Field(f"{parent.name}~{at}", key, ANY_VALUE, (*parent.path, key), read_as=ReadAs.TEXT, key=key)


def with_members(entry: Field) -> Field:
    """`entry` with an empty entry for each writable member of its shape."""
    entry.members = [
        member_field(entry, member.name, member.shape, member.required) for member in entry.shape.writable
    ]
    return entry


def root_field(shape: Shape) -> Field:
    """The entry of a whole body, with nothing in it."""
    return with_members(Field("body", "body", shape, (), required=True, state=State.VALUE))


def load_value(entry: Field, value: Any) -> Field:
    """Give an empty entry the `value`, and with it everything in it."""
    if value is None and entry.path and isinstance(entry.path[-1], str) and entry.key is None:
        entry.state = State.NULL
        return entry
    entry.state = State.VALUE
    entry.read_as = None if _fits(entry, value) else _read_as(entry, value)
    if not entry.nested:
        entry.text = _text_of(value, entry.read_as)
    elif entry.shape.kind is Kind.LIST:
        entry.items = [load_value(item_field(entry, at), item) for at, item in enumerate(value)]
    else:
        for member in entry.members:
            if member.label in value:
                load_value(member, value[member.label])
        known = {member.label for member in entry.members}
        unknown = [name for name in value if name not in known]
        entry.extra_fields = [
            load_value(extra_field(entry, at, name), value[name]) for at, name in enumerate(unknown)
        ]
    return entry


def dump_value(entry: Field) -> tuple[Any, list[tuple[Field, str]]]:
    """The value of a sent entry, and what in it could not be read, each with a sentence.

    Text that is not what its field wants is taken as text, so that what was typed is never lost.
    """
    if entry.state is State.NULL:
        return None, []
    if not entry.nested:
        value, sentence = _scalar(entry)
        return value, [(entry, sentence)] if sentence else []
    taken = [(child, *dump_value(child)) for child in entry.children if child.sent]
    unreadable = [fault for _, _, faults in taken for fault in faults]
    if entry.shape.kind is Kind.LIST:
        return [value for _, value, _ in taken], unreadable
    names = [child.label for child, _, _ in taken]
    for child, _, _ in taken:
        if child.key == "":
            unreadable.append((child, "Enter a name."))
        elif child.key is not None and names.count(child.label) > 1:
            unreadable.append((child, f"{child.label} is used twice."))
    return {child.label: value for child, value, _ in taken}, unreadable


def _fits(entry: Field, value: Any) -> bool:
    match entry.shape.kind:
        case Kind.TEXT:
            return isinstance(value, str) and _fits_input(entry, value)
        case Kind.INTEGER | Kind.NUMBER:
            return isinstance(value, Number)
        case Kind.BOOLEAN:
            return isinstance(value, bool)
        case Kind.OBJECT:
            return isinstance(value, dict) and "" not in value and not any(map(_NOT_FOR_A_KEY.search, value))
        case Kind.LIST:
            return isinstance(value, list)
    return False


def _read_as(entry: Field, value: Any) -> ReadAs:
    if value is None:
        return ReadAs.NULL
    if isinstance(value, bool):
        return ReadAs.BOOLEAN
    if isinstance(value, Number):
        return ReadAs.NUMBER
    return ReadAs.TEXT if isinstance(value, str) and _fits_input(entry, value) else ReadAs.JSON


def _fits_input(entry: Field, text: str) -> bool:
    """Whether a field can hold `text` as it is; an empty row of a list would be taken for no row."""
    row_of_list = bool(entry.path) and isinstance(entry.path[-1], int)
    return not _NOT_FOR_A_FIELD.search(text) and not (row_of_list and text == "")


def _text_of(value: Any, read_as: ReadAs | None) -> str:
    if isinstance(value, str) and read_as is not ReadAs.JSON:
        return value
    return "" if value is None else json_editor.dumps(value)


def _scalar(entry: Field) -> tuple[Any, str]:
    read_as = entry.read_as or _READ_AS.get(entry.shape.kind, ReadAs.TEXT)
    text = entry.text.strip()
    match read_as:
        case ReadAs.NULL:
            return None, ""
        case ReadAs.NUMBER:
            found = json_editor.number(text)
            return (found, "") if found else (entry.text, _no_number(entry.shape.kind, text))
        case ReadAs.BOOLEAN:
            known = {"true": True, "false": False}.get(text.lower())
            return (entry.text, "true or false.") if known is None else (known, "")
        case ReadAs.JSON:
            try:
                return json_editor.parse(entry.text).value, ""
            except json_editor.JsonError as error:
                return entry.text, f"This is not JSON. {error.message}"
    return entry.text, ""


_READ_AS = {Kind.INTEGER: ReadAs.NUMBER, Kind.NUMBER: ReadAs.NUMBER, Kind.BOOLEAN: ReadAs.BOOLEAN}


def _no_number(kind: Kind, text: str) -> str:
    whole = "whole number" if kind is Kind.INTEGER else "number"
    if not text:
        return f"A {whole}, or not sent."
    if "," in text:
        return (
            "Enter a whole number without a comma."
            if kind is Kind.INTEGER
            else "Use a decimal point, not a comma."
        )
    if kind is Kind.INTEGER:
        return "Enter a whole number."
    return "Enter a number, such as 12 or 0.5."
