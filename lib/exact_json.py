"""JSON that keeps the digits of its numbers: `1.10` stays `1.10`, and `1e400` does not become infinite.

Python's own reader makes floats, which drop trailing zeros and overflow. Here a number with a point or an
exponent becomes a `Number`, a `Decimal` that remembers how it was written, and is written that way again.
"""

import json
import re
import secrets
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Self

# Written around the digits of a Decimal on their way through the C encoder, then removed again.
# Random for each process, so that no text of a client can look like it.
_PLACEHOLDER = secrets.token_hex(12)
_PLACEHOLDER_PATTERN = re.compile(f'"{_PLACEHOLDER}:([^"]*)"')
_MAX_PLAIN_DIGITS = 40  # a Decimal of more is written with an exponent


class MalformedJson(ValueError):
    """The text is not JSON: broken, not UTF-8, nested too deeply, or with half of a surrogate pair."""


class Number(Decimal):
    """A number with a fraction or an exponent; `text` is how it was written."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Self:
        self = super().__new__(cls, text)
        self.text = text
        return self


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def loads(
    text: bytes | str,
    *,
    parse_float: Callable[[str], Any] = Number,
    parse_int: Callable[[str], Any] = int,
    parse_constant: Callable[[str], Any] = _refuse,
    allow_lone_surrogates: bool = False,
) -> Any:
    """Parse JSON; numbers with a point or an exponent become `Number`, all others `int`.

    Args:
        text: bytes must be UTF-8.
        parse_float: called with the text of each number with a point or an exponent.
        parse_int: called with the text of each other number.
        parse_constant: called with NaN, Infinity and -Infinity, which are not JSON.
        allow_lone_surrogates: accept escapes such as `\\ud800` alone, which no UTF-8 text can hold.

    Raises:
        MalformedJson: it is not JSON.
    """
    try:
        # Bytes are decoded here, because json.loads would guess at other encodings.
        decoded = text.decode() if isinstance(text, bytes) else text
        value = json.loads(
            decoded, parse_float=parse_float, parse_int=parse_int, parse_constant=parse_constant
        )
    except RecursionError as error:
        raise MalformedJson("nested too deeply") from error
    except (ValueError, InvalidOperation) as error:
        raise MalformedJson(str(error)) from error
    if not allow_lone_surrogates and ("\\ud" in decoded or "\\uD" in decoded):
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode()
        except UnicodeEncodeError as error:
            raise MalformedJson("half of a surrogate pair") from error
    return value


def dumps(value: Any) -> str:
    """Write compact JSON, each `Number` as it was read and each other `Decimal` with the digits that it has.

    Raises:
        TypeError: a value that JSON does not know, infinity included.
    """
    text = _encode(value)
    return _PLACEHOLDER_PATTERN.sub(r"\1", text) if _PLACEHOLDER in text else text


def _placeholder(value: Any) -> str:
    if isinstance(value, Number):
        return f"{_PLACEHOLDER}:{value.text}"
    if isinstance(value, Decimal) and value.is_finite():
        plain = abs(value.adjusted()) < _MAX_PLAIN_DIGITS
        return f"{_PLACEHOLDER}:{value:f}" if plain else f"{_PLACEHOLDER}:{value}"
    raise TypeError(f"{value!r} is not a JSON value")


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_placeholder
).encode
