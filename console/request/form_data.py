"""Posted form data, read into fields.

A field's name with a tilde and a suffix posts more about it: `state` (the radio group), `was` (its state in
the page, if it was sent), `as` (how to read its text), `key` and `drop` (of a row).
"""

import re
from collections.abc import Mapping, Sequence

from console.openapi.shapes import Kind
from console.request.fields import Field, State, ValueType, extra_field, item_field

MAX_ROWS = 2000
FormData = Mapping[str, Sequence[str]]


def first(data: FormData, name: str) -> str:
    """Return the first value of `name`, or "", with line breaks as \\n."""
    values = data.get(name) or ("",)
    return values[0].replace("\r\n", "\n").replace("\r", "\n")


def fill(field: Field, data: FormData) -> Field:
    """Fill an empty field, and the fields in it, from the posted data."""
    posted_state = first(data, f"{field.name}~state")
    field.value_type = _value_type(first(data, f"{field.name}~as")) or field.value_type
    if not field.nested:
        field.text = first(data, field.name)
        filled_in = field.text != "" or field.value_type is ValueType.NULL
    else:
        _fill_children(field, data)
        filled_in = any(child.sent for child in field.children)
    field.state = _state(posted_state, first(data, f"{field.name}~was"), filled_in)
    return field


def _state(posted: str, previous: str, filled_in: bool) -> State:
    """Return the state that the user means.

    Without JavaScript users type without choosing "value" first, so a filled-in field counts as a value
    unless its state was just changed to "not sent".
    """
    if posted == State.NULL or posted == State.VALUE:
        return State(posted)
    cleared = posted == State.UNSENT and previous in (State.NULL, State.VALUE)
    return State.VALUE if filled_in and not cleared else State.UNSENT


def _fill_children(field: Field, data: FormData) -> None:
    for member in field.members:
        fill(member, data)
    if field.shape.kind is Kind.LIST:
        for index in row_numbers(data, f"{field.name}."):
            posted = fill(item_field(field, index), data)
            if posted.sent and not first(data, f"{posted.name}~drop"):
                field.items.append(_reindexed(posted, item_field(field, len(field.items))))
        return
    for index in row_numbers(data, f"{field.name}~"):
        posted = fill(extra_field(field, index, first(data, f"{field.name}~{index}~key")), data)
        blank = posted.key == "" and posted.text == ""
        if not blank and not first(data, f"{posted.name}~drop"):
            posted.state = State.VALUE
            field.extra_fields.append(
                _reindexed(posted, extra_field(field, len(field.extra_fields), posted.key or ""))
            )


def _reindexed(posted: Field, target: Field) -> Field:
    """Return `target`, an empty field at the new index, filled from `posted`."""
    target.state, target.text, target.value_type = posted.state, posted.text, posted.value_type
    target.members = [_reindexed(old, new) for old, new in zip(posted.members, target.members, strict=True)]
    target.items = [_reindexed(old, item_field(target, index)) for index, old in enumerate(posted.items)]
    target.extra_fields = [
        _reindexed(old, extra_field(target, index, old.key or ""))
        for index, old in enumerate(posted.extra_fields)
    ]
    return target


def _value_type(value: str) -> ValueType | None:
    return ValueType(value) if value in set(ValueType) else None


def row_numbers(data: FormData, prefix: str) -> list[int]:
    """Return the row numbers that follow `prefix` in the posted names, in order."""
    row_name = re.compile(rf"{re.escape(prefix)}(\d{{1,5}})(?=$|[.~])")
    numbers = {int(match[1]) for name in data if (match := row_name.match(name))}
    return sorted(numbers)[:MAX_ROWS]
