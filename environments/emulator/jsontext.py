"""JSON in and out without losing a digit: 1.10 stays 1.10, and 9007199254740993 stays itself.

Python's own reader makes floats, which drop trailing zeros and overflow. Here a number with a point or an
exponent becomes a `Number`, a Decimal that remembers how it was written, and is written that way again.
"""

import json
import re
import secrets
from decimal import Decimal, InvalidOperation

# Written around the digits of a Number on their way through the C encoder, then taken away again.
# Random for each process, so that no text of a client can look like it.
_MARK = secrets.token_hex(12)
_MARKED = re.compile(f'"{_MARK}:([^"]*)"')

MAX_DEPTH = 100


class Malformed(ValueError):
    """The text is not JSON that this emulator accepts: broken, too deep, or with half a surrogate pair."""


class Number(Decimal):
    """A number with a fraction or an exponent; `text` is how it was written."""

    __slots__ = ("text",)

    def __new__(cls, text: str) -> "Number":
        self = super().__new__(cls, text)
        self.text = text
        return self


def loads(text: str | bytes) -> object:
    """The value of a JSON text, which is UTF-8 where it is bytes. Raises Malformed."""
    try:
        # Left to itself, the reader guesses at other encodings, and takes halves of surrogate pairs.
        written = text.decode() if isinstance(text, bytes) else text
        value = json.loads(written, parse_float=_number, parse_constant=_refuse)
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise Malformed(str(error)) from error
    if "\\ud" in written or "\\uD" in written:
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            raise Malformed("half of a surrogate pair") from error
    return value


def dumps(value: object) -> str:
    """Compact JSON text of a value made of dicts, lists, strings, numbers, booleans and None."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_mark)
    return _MARKED.sub(r"\1", text) if _MARK in text else text


def depth(value: object) -> int:
    """How many containers lie inside each other at the deepest place; 0 for a scalar."""
    deepest, level = 0, [value]
    while level := [child for item in level for child in _children(item)]:
        deepest += 1
    return deepest + (1 if isinstance(value, dict | list) else 0)


def _children(item: object) -> list:
    inside = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return [child for child in inside if isinstance(child, dict | list)]


def _number(text: str) -> Number:
    return Number(text)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _mark(value: object) -> str:
    if isinstance(value, Number):
        return f"{_MARK}:{value.text}"
    if isinstance(value, Decimal):
        return f"{_MARK}:{value:f}"
    raise TypeError(f"{type(value).__name__} has no JSON form")
