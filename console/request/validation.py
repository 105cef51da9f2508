"""Whether a JSON value fits a shape, and one sentence for each place where it does not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from console.openapi.shapes import Kind, Shape
from console.request.json_editor import Number, Path

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.I)
_CHOICES_SHOWN = 12
REQUIRED = "Needed. Give it a value."


@dataclass(frozen=True)
class Violation:
    """What does not fit, and where: `path` leads from the root of the body by names and indices."""

    path: Path
    sentence: str


def violations(shape: Shape, value: Any, path: Path = ()) -> Iterator[Violation]:
    """Every fault of `value` and of what is in it. null always fits: it clears a field, and OrderCloud
    decides.
    """
    if value is None:
        return
    sentence = mismatch(shape, value)
    if sentence:
        yield Violation(path, sentence)
    elif shape.kind is Kind.OBJECT:
        for member in shape.writable:
            if member.name in value:
                yield from violations(member.shape, value[member.name], (*path, member.name))
            elif member.required:
                yield Violation((*path, member.name), REQUIRED)
    elif shape.kind is Kind.LIST and shape.item:
        for at, item in enumerate(value):
            yield from violations(shape.item, item, (*path, at))


def mismatch(shape: Shape, value: Any) -> str:
    """What is wrong with `value` itself, leaving aside what is in it; "" when nothing is."""
    match shape.kind:
        case Kind.TEXT:
            return _text(shape, value) if isinstance(value, str) else "Text, in double quotes."
        case Kind.INTEGER | Kind.NUMBER:
            return _number(shape, value)
        case Kind.BOOLEAN:
            return "" if isinstance(value, bool) else "true or false, without quotes."
        case Kind.OBJECT:
            return "" if isinstance(value, dict) else "An object, in braces { }."
        case Kind.LIST:
            return "" if isinstance(value, list) else "A list, in brackets [ ]."
    return ""


def _text(shape: Shape, text: str) -> str:
    if shape.choices and text not in shape.choices:
        return _one_of(shape.choices)
    if shape.max_length is not None and len(text) > shape.max_length:
        return f"At most {shape.max_length:,} characters; these are {len(text):,}."
    if shape.min_length is not None and len(text) < shape.min_length:
        return f"At least {shape.min_length:,} characters; these are {len(text):,}."
    if shape.format in {"date-time", "date"} and not _DATE.fullmatch(text):
        return "A date such as 2026-11-19 or 2026-11-19T08:00:00Z."
    return ""


def _number(shape: Shape, value: Any) -> str:
    whole = shape.kind is Kind.INTEGER
    if not isinstance(value, Number):
        return "A whole number, in digits only." if whole else "A number, such as 12 or 0.5."
    if whole and not value.digits.lstrip("-").isdigit():
        return (
            "A whole number, without a point." if "." in value.digits else "A whole number, in digits only."
        )
    if shape.choices and value.digits not in shape.choices:
        return _one_of(shape.choices)
    try:
        exact = Decimal(value.digits)
    except InvalidOperation:  # an exponent beyond all bounds; OrderCloud will say so
        return ""
    if shape.minimum is not None and exact < shape.minimum:
        return f"At least {shape.minimum:,f}."
    if shape.maximum is not None and exact > shape.maximum:
        return f"At most {shape.maximum:,f}."
    return ""


def _one_of(choices: tuple[str, ...]) -> str:
    shown = ", ".join(choices[:_CHOICES_SHOWN])
    more = len(choices) - _CHOICES_SHOWN
    return f"One of {shown} and {more} more." if more > 0 else f"One of {shown}."
