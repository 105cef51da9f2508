"""JSON as typed by a user: numbers keep their digits, and every value has a line number.

Values are `str`, `bool`, `None`, `list`, `dict` and `Number`.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from lib import exact_json

MAX_DEPTH = 60
Path = tuple[str | int, ...]

_NOT_SPACE = re.compile(r"[^ \t\r\n]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z_$][\w$]*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_DECODER = json.JSONDecoder()
_CONSTANTS = {"true": True, "false": False, "null": None}
_MAX_LINE_LENGTH = 60
_NOT_CLOSED = "Add a closing quote."
_NOT_ESCAPED = "In text, write a line break as \\n, a tab as \\t and a backslash as \\\\."


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its digits as typed."""

    digits: str

    def __str__(self) -> str:
        return self.digits


class JsonError(ValueError):
    """The text is not JSON. `message` says what to fix; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int):
        super().__init__(f"Line {line}, column {column}: {message}")
        self.message, self.line, self.column = message, line, column


@dataclass
class ParsedJson:
    """A value, and the line of each value in it by path: member names and indices from the root."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)


def number(text: str) -> Number | None:
    """Return `text` as a JSON number; None if it isn't one."""
    return Number(text) if _NUMBER.fullmatch(text) else None


def parse(text: str) -> ParsedJson:
    """Read JSON with its line numbers.

    Raises:
        JsonError: the text is not JSON, has a name twice in one object, or is nested deeper than `MAX_DEPTH`.
    """
    return _Parser(text).read()


def loads(text: str) -> Any:
    """Read JSON without line numbers, which is faster; for responses, which may be large.

    Raises:
        MalformedJson: the text is not JSON.
    """
    return exact_json.loads(
        text, parse_float=Number, parse_int=Number, parse_constant=Number, allow_lone_surrogates=True
    )


def dumps(value: Any) -> str:
    """Return `value` as JSON on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(name)}: {dumps(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(dumps(item) for item in value) + "]"
    return _scalar(value)


def dumps_pretty(value: Any) -> ParsedJson:
    """Return `value` as JSON with one member a line, indented by two, and the line of each.

    The `value` of the result is the text.
    """
    written = ParsedJson("", {(): 1})
    pieces: list[str] = []
    _write(value, (), 0, pieces, written.lines)
    written.value = "".join(pieces)
    return written


def _write(value: Any, path: Path, depth: int, pieces: list[str], lines: dict[Path, int]) -> int:
    """Append `value` to `pieces`, and return the number of line breaks in it."""
    if not isinstance(value, dict | list) or not value or _fits_a_line(value):
        pieces.append(dumps(value))
        if isinstance(value, list):
            lines.update({(*path, index): lines[path] for index in range(len(value))})
        return 0
    start = line = lines[path]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    pieces.append(opening)
    entries = value.items() if isinstance(value, dict) else enumerate(value)
    for index, (name, item) in enumerate(entries):
        line += 1
        lines[(*path, name)] = line
        pieces.append(f"{',' if index else ''}\n{'  ' * (depth + 1)}")
        if isinstance(value, dict):
            pieces.append(f"{_quoted(name)}: ")
        line += _write(item, (*path, name), depth + 1, pieces, lines)
    pieces.append(f"\n{'  ' * depth}{closing}")
    return line + 1 - start


def _fits_a_line(value: Any) -> bool:
    plain = isinstance(value, list) and not any(isinstance(item, dict | list) for item in value)
    return plain and len(dumps(value)) <= _MAX_LINE_LENGTH


def _scalar(value: Any) -> str:
    if isinstance(value, Number):
        return value.digits
    if isinstance(value, str):
        return _quoted(value)
    return json.dumps(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=bool(_LONE_SURROGATE.search(text)))


class _Parser:
    """A recursive descent parser; `at` is its position in the text."""

    def __init__(self, text: str):
        self.text, self.at, self.line, self.line_start = text, 0, 1, 0
        self.lines: dict[Path, int] = {}

    def read(self) -> ParsedJson:
        if not self._peek():
            raise self._error("The body is empty. Enter at least {}.")
        value = self._value((), 0)
        if self._peek():
            raise self._error("Extra text after the JSON.")
        return ParsedJson(value, self.lines)

    def _error(self, message: str) -> JsonError:
        return JsonError(message, self.line, self.at - self.line_start + 1)

    def _move(self, end: int) -> None:
        breaks = self.text.count("\n", self.at, end)
        if breaks:
            self.line += breaks
            self.line_start = self.text.rindex("\n", self.at, end) + 1
        self.at = end

    def _peek(self) -> str:
        """Skip whitespace, and return the next character; "" at the end."""
        following = _NOT_SPACE.search(self.text, self.at)
        self._move(following.start() if following else len(self.text))
        return self.text[self.at : self.at + 1]

    def _value(self, path: Path, depth: int) -> Any:
        if depth > MAX_DEPTH:
            raise self._error(f"Nested deeper than {MAX_DEPTH} levels.")
        sign = self._peek()
        self.lines[path] = self.line
        if sign == "{":
            return self._object(path, depth)
        if sign == "[":
            return self._list(path, depth)
        if sign == '"':
            return self._string()
        if match := _NUMBER.match(self.text, self.at):
            return self._number(match)
        if match := _WORD.match(self.text, self.at):
            return self._word(match)
        if sign == "'":
            raise self._error('Use double quotes for text: "like this".')
        if not sign or sign in ",:]}":
            raise self._error("Enter a value here.")
        raise self._error(f"Unexpected {sign}.")

    def _number(self, match: re.Match) -> Number:
        following = self.text[match.end() : match.end() + 1]
        if following and (following.isalnum() or following in "._+-"):
            raise self._error("Enter a number such as 12, -3, 0.5 or 1e6.")
        self._move(match.end())
        return Number(match[0])

    def _word(self, match: re.Match) -> Any:
        if match[0] not in _CONSTANTS:
            nearest = match[0].lower() if match[0].lower() in _CONSTANTS else f'"{match[0]}"'
            raise self._error(f"{match[0]} is not a JSON value. Did you mean {nearest}?")
        self._move(match.end())
        return _CONSTANTS[match[0]]

    def _string(self) -> str:
        try:
            value, end = _DECODER.raw_decode(self.text, self.at)
        except json.JSONDecodeError as error:
            open_ended = "Unterminated" in error.msg
            raise self._error(_NOT_CLOSED if open_ended else _NOT_ESCAPED) from error
        self._move(end)
        return value

    def _object(self, path: Path, depth: int) -> dict[str, Any]:
        members: dict[str, Any] = {}
        self._move(self.at + 1)
        if self._peek() == "}":
            self._move(self.at + 1)
            return members
        while True:
            if self._peek() != '"':
                raise self._error("Enter a name in double quotes." if self._peek() else "Add a closing }.")
            line, at, line_start = self.line, self.at, self.line_start
            name = self._string()
            if name in members:
                self.line, self.at, self.line_start = line, at, line_start
                raise self._error(f"{name} is used twice.")
            if self._peek() != ":":
                raise self._error("Add a colon after the name.")
            self._move(self.at + 1)
            members[name] = self._value((*path, name), depth + 1)
            self.lines[(*path, name)] = line
            if self._end_of("}"):
                return members

    def _list(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        self._move(self.at + 1)
        if self._peek() == "]":
            self._move(self.at + 1)
            return items
        while True:
            items.append(self._value((*path, len(items)), depth + 1))
            if self._end_of("]"):
                return items

    def _end_of(self, closing: str) -> bool:
        """Return whether the object or list ends after an entry; skip the comma if it doesn't."""
        sign = self._peek()
        if sign == closing:
            self._move(self.at + 1)
            return True
        if sign != ",":
            raise self._error(f"Add a comma or a closing {closing} before this.")
        self._move(self.at + 1)
        if self._peek() == closing:
            raise self._error("Remove the trailing comma.")
        return False
