"""Comparison of values in expressions: texts without regard to case and with wildcards, dates in UTC."""

import operator
import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from environments.emulator.expressions import date_literals

_ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_DATE_START = re.compile(r"\d{4}-\d\d-\d\dT")


def compare(sign: str, left: object, right: object) -> bool:
    """Whether a comparison is true. Values that cannot be compared are neither equal, less nor greater."""
    if sign == "=":
        return _equal(left, right)
    if sign == "<>":
        return not _equal(left, right)
    left, right = _comparable(left, right)
    return type(left) is type(right) and left is not None and _ORDERINGS[sign](left, right)


def contains(container: object, candidates: list[object]) -> bool:
    """Whether an array has any of the values, or a text contains any of the texts."""
    if isinstance(container, list):
        return any(_equal(element, value) for element in container for value in candidates)
    if isinstance(container, str):
        return any(
            isinstance(value, str) and value.casefold() in container.casefold() for value in candidates
        )
    return False


def is_in(operand: object, candidates: list[object]) -> bool:
    """Whether a value is one of the candidates, which may also be one text separated by commas."""
    if operand is None:
        return False
    return any(_equal(operand, value) for value in candidates) or any(
        _equal(str(operand), name)
        for value in candidates
        if isinstance(value, str)
        for name in split_names(value)
    )


def split_names(value: object) -> list[str]:
    """Split a text at its commas."""
    return [name.strip() for name in str(value).split(",") if name.strip()]


def _equal(left: object, right: object) -> bool:
    if isinstance(left, re.Pattern) or (isinstance(right, list) and not isinstance(left, list)):
        left, right = right, left
    if isinstance(left, list):
        return any(_equal(element, right) for element in left)
    if isinstance(right, re.Pattern):
        return isinstance(left, str) and right.fullmatch(left.casefold()) is not None
    left, right = _comparable(left, right)
    return type(left) is type(right) and left == right


def _comparable(left: object, right: object) -> tuple[object, object]:
    """Return both values in a form in which they can be compared."""
    if _is_date(left) and _is_date(right):
        return _moment(left), _moment(right)
    if isinstance(left, datetime) or isinstance(right, datetime):
        return _moment(left), _moment(right)
    return _normalized(left), _normalized(right)


def _is_date(value: object) -> bool:
    return isinstance(value, datetime) or (isinstance(value, str) and bool(_DATE_START.match(value)))


def _moment(value: object) -> object:
    return date_literals.parse(value) if isinstance(value, str) else value


def _normalized(value: object) -> object:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return value
