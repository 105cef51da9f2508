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
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(str(name))}:{_text(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is not a JSON number")
        return str(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _refuse(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
