"""The fields of a record before and after a write, by their dotted paths."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from console.masking import is_secret_name
from console.request import json_editor
from console.request.json_editor import Number

MASKED = "•••"


class Missing(Enum):
    """The value of a field that a record doesn't have."""

    MISSING = "missing"


MISSING = Missing.MISSING


@dataclass(frozen=True)
class FieldValue:
    """A field as the page shows it. `state` is "value", "null" or "missing"; `text` is the value."""

    text: str
    state: str = "value"


@dataclass(frozen=True)
class FieldChange:
    """A field that a write changes."""

    path: str
    before: FieldValue
    after: FieldValue


@dataclass(frozen=True)
class Comparison:
    """What changes, in the order of the record, and what stays, each field with its value."""

    changes: tuple[FieldChange, ...]
    unchanged: tuple[tuple[str, FieldValue], ...]


def compare(before: dict[str, Any], after: dict[str, Any]) -> Comparison:
    """Compare two records field by field: objects by their members, lists as a whole.

    Values of fields whose names indicate a secret are masked.
    """
    changes, unchanged = [], []
    for path, one, other in _pairs(before, after):
        if are_equal(one, other):
            unchanged.append((path, _shown(path, one)))
        else:
            changes.append(FieldChange(path, _shown(path, one), _shown(path, other)))
    return Comparison(tuple(changes), tuple(unchanged))


def field_values(record: dict[str, Any]) -> list[tuple[str, FieldValue]]:
    """Return every field of a record with its value, masked as `compare` does."""
    return [(path, _shown(path, value)) for path, value, _ in _pairs(record, record)]


def are_equal(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal; numbers count by their value, with every digit."""
    if isinstance(one, Number) and isinstance(other, Number):
        return Decimal(one.digits) == Decimal(other.digits)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(are_equal(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(are_equal, one, other))
    return type(one) is type(other) and one == other


def masked(value: Any, reference: Any = MISSING) -> Any:
    """Return `value` without its secrets; where one differs from that of `reference` it says so."""
    if isinstance(value, dict):
        others = reference if isinstance(reference, dict) else {}
        return {
            name: _masked_secret(item, others.get(name, item))
            if is_secret_name(name) and item not in (None, "")
            else masked(item, others.get(name, MISSING))
            for name, item in value.items()
        }
    if isinstance(value, list):
        pairs = reference if isinstance(reference, list) and len(reference) == len(value) else value
        return [masked(item, other) for item, other in zip(value, pairs, strict=True)]
    return value


def _masked_secret(value: Any, other: Any) -> str:
    return MASKED if are_equal(value, other) else f"{MASKED} (changed)"


def _pairs(before: dict[str, Any], after: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield each field with its value in both; an object is a field where the other side has none."""
    for name in [*before, *(name for name in after if name not in before)]:
        path, one, other = f"{prefix}{name}", before.get(name, MISSING), after.get(name, MISSING)
        old, new = _members(one), _members(other)
        if old is not None and new is not None and (old or new):
            yield from _pairs(old, new, f"{path}.")
        else:
            yield path, one, other


def _members(value: Any) -> dict[str, Any] | None:
    """Return the members of an object; those of what is missing are none."""
    return {} if value is MISSING else value if isinstance(value, dict) else None


def _shown(path: str, value: Any) -> FieldValue:
    if value is MISSING:
        return FieldValue("not set", "missing")
    if value is None:
        return FieldValue("null", "null")
    if value != "" and any(is_secret_name(name) for name in path.split(".")):
        return FieldValue(MASKED)
    text = value if isinstance(value, str) else json_editor.dumps(masked(value))
    return FieldValue(text or '""')
