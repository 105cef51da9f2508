"""What a page posts, read back into entries.

Beside the name of a field stand, joined by a tilde: `state` (the radio group), `was` (the state in which
the page showed it, when it was sent), `as` (how to read the text), `key` and `drop` (rows).
"""

import re
from collections.abc import Mapping, Sequence

from console.openapi.shapes import Kind
from console.request.fields import Field, ReadAs, State, extra_field, item_field

MAX_ROWS = 2000
FormData = Mapping[str, Sequence[str]]


def first(data: FormData, name: str) -> str:
    """The value of `name`, "" when it is not there; line breaks as \\n."""
    values = data.get(name) or ("",)
    return values[0].replace("\r\n", "\n").replace("\r", "\n")


def fill(entry: Field, data: FormData) -> Field:
    """Give an empty entry what was posted for it."""
    asked = first(data, f"{entry.name}~state")
    entry.read_as = _read_as(first(data, f"{entry.name}~as")) or entry.read_as
    if not entry.nested:
        entry.text = first(data, entry.name)
        typed = entry.text != "" or entry.read_as is ReadAs.NULL
    else:
        _fill_children(entry, data)
        typed = any(child.sent for child in entry.children)
    entry.state = _state(asked, first(data, f"{entry.name}~was"), typed)
    return entry


def _state(asked: str, was: str, typed: bool) -> State:
    """The state that is meant. Without scripts nobody switches to "value" before typing, so typing means
    it.
    """
    if asked == State.NULL or asked == State.VALUE:
        return State(asked)
    taken_back = asked == State.UNSENT and was in (State.NULL, State.VALUE)
    return State.VALUE if typed and not taken_back else State.UNSENT


def _fill_children(entry: Field, data: FormData) -> None:
    for member in entry.members:
        fill(member, data)
    if entry.shape.kind is Kind.LIST:
        for at in row_numbers(data, f"{entry.name}."):
            posted = fill(item_field(entry, at), data)
            if posted.sent and not first(data, f"{posted.name}~drop"):
                entry.items.append(_reindexed(posted, item_field(entry, len(entry.items))))
        return
    for at in row_numbers(data, f"{entry.name}~"):
        posted = fill(extra_field(entry, at, first(data, f"{entry.name}~{at}~key")), data)
        blank = posted.key == "" and posted.text == ""
        if not blank and not first(data, f"{posted.name}~drop"):
            posted.state = State.VALUE
            entry.extra_fields.append(
                _reindexed(posted, extra_field(entry, len(entry.extra_fields), posted.key or ""))
            )


def _reindexed(posted: Field, place: Field) -> Field:
    """`posted` with the names and paths of the place that it has now that empty rows are gone."""
    place.state, place.text, place.read_as = posted.state, posted.text, posted.read_as
    place.members = [_reindexed(old, new) for old, new in zip(posted.members, place.members, strict=True)]
    place.items = [_reindexed(old, item_field(place, at)) for at, old in enumerate(posted.items)]
    place.extra_fields = [
        _reindexed(old, extra_field(place, at, old.key or "")) for at, old in enumerate(posted.extra_fields)
    ]
    return place


def _read_as(word: str) -> ReadAs | None:
    return ReadAs(word) if word in set(ReadAs) else None


def row_numbers(data: FormData, prefix: str) -> list[int]:
    """The numbers that stand right after `prefix` in the posted names, in order."""
    number = re.compile(rf"{re.escape(prefix)}(\d{{1,5}})(?=$|[.~])")
    found = {int(match[1]) for name in data if (match := number.match(name))}
    return sorted(found)[:MAX_ROWS]
