"""Validate a JSON value against a shape, with one sentence for each violation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.openapi.shapes import Kind, Shape
from console.request.json_editor import Number, Path

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.I)
_MAX_LISTED_CHOICES = 12
REQUIRED = "Required."


@dataclass(frozen=True)
class Violation:
    """A value that doesn't match its shape; `path` is its names and indices from the root of the body."""

    path: Path
    message: str


def violations(shape: Shape, value: Any, path: Path = ()) -> Iterator[Violation]:
    """Yield every violation of `value` and of what it contains. null is always valid: it clears a field."""
    if value is None:
        return
    message = mismatch(shape, value)
    if message:
        yield Violation(path, message)
    elif shape.kind is Kind.OBJECT:
        for member in shape.writable:
            if member.name in value:
                yield from violations(member.shape, value[member.name], (*path, member.name))
            elif member.required:
                yield Violation((*path, member.name), REQUIRED)
    elif shape.kind is Kind.LIST and shape.item:
        for index, item in enumerate(value):
            yield from violations(shape.item, item, (*path, index))


def mismatch(shape: Shape, value: Any) -> str:
    """Return what is wrong with `value` itself, not with what it contains; "" when nothing is."""
    match shape.kind:
        case Kind.TEXT:
            return _text(shape, value) if isinstance(value, str) else "Enter text in double quotes."
        case Kind.INTEGER | Kind.NUMBER:
            return _number(shape, value)
        case Kind.BOOLEAN:
            return "" if isinstance(value, bool) else "Enter true or false, without quotes."
        case Kind.OBJECT:
            return "" if isinstance(value, dict) else "Enter an object in braces { }."
        case Kind.LIST:
            return "" if isinstance(value, list) else "Enter a list in brackets [ ]."
    return ""


def _text(shape: Shape, text: str) -> str:
    if shape.choices and text not in shape.choices:
        return _one_of(shape.choices)
    if shape.max_length is not None and len(text) > shape.max_length:
        return f"Use at most {shape.max_length:,} characters (now {len(text):,})."
    if shape.min_length is not None and len(text) < shape.min_length:
        return f"Use at least {shape.min_length:,} characters (now {len(text):,})."
    if shape.format in {"date-time", "date"} and not _DATE.fullmatch(text):
        return "Enter a date such as 2026-11-19 or 2026-11-19T08:00:00Z."
    return ""


def _number(shape: Shape, value: Any) -> str:
    whole = shape.kind is Kind.INTEGER
    if not isinstance(value, Number):
        return "Enter a whole number." if whole else "Enter a number, such as 12 or 0.5."
    if whole and not value.digits.lstrip("-").isdigit():
        return "Enter a whole number."
    if shape.choices and value.digits not in shape.choices:
        return _one_of(shape.choices)
    try:
        exact = Decimal(value.digits)
    except InvalidOperation:  # an exponent beyond all bounds; OrderCloud will say so
        return ""
    if shape.minimum is not None and exact < shape.minimum:
        return f"Enter {shape.minimum:,f} or more."
    if shape.maximum is not None and exact > shape.maximum:
        return f"Enter {shape.maximum:,f} or less."
    return ""


def _one_of(choices: tuple[str, ...]) -> str:
    listed = ", ".join(choices[:_MAX_LISTED_CHOICES])
    omitted = len(choices) - _MAX_LISTED_CHOICES
    return f"Choose one of {listed} and {omitted} more." if omitted > 0 else f"Choose one of {listed}."
