"""JSON that keeps the digits of its numbers: `1.10` stays `1.10`, and `1e400` does not become infinite."""

import json
from decimal import Decimal
from typing import Any


def loads(text: bytes | str) -> Any:
    """Parse JSON; numbers with a point or an exponent become `Decimal`, all others `int`.

    Raises:
        ValueError: not JSON, not UTF-8, or one of the words NaN and Infinity, which are not JSON.
    """
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def dumps(value: Any) -> bytes:
    """Write JSON as UTF-8 bytes, each `Decimal` with the digits that it has.

    Raises:
        TypeError: a value that JSON does not know.
    """
    try:
        return _encode(value).encode()
    except _HasDecimal:
        return _text(value).encode()


class _HasDecimal(Exception):
    """The encoder of the standard library came upon a Decimal, whose digits it cannot keep."""


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join([f"{_encode(str(name))}:{_text(item)}" for name, item in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([_text(item) for item in value]) + "]"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is not a JSON number")
        return str(value)
    return _encode(value)


def _unknown(value: Any) -> Any:
    if isinstance(value, Decimal):
        raise _HasDecimal
    raise TypeError(f"{type(value).__name__} is not a JSON value")


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_unknown
).encode


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
