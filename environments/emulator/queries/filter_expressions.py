r"""The language of filter values, and its evaluation on JSON values.

abc      equal, ignoring case        !abc    not equal; !!abc is abc again
a*  *a   any text where the star is  a|b|!c  any of these
>5 <5 >=5 <=5 =>5 =<5                !>9     the opposite, so at most 9
*        has a value                 !*      is missing or null
\|  \*  \!  \\                       the character itself
"""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from environments.emulator.values import dates
from lib import exact_json

_MIN_DATE_LENGTH = len("1/1/2022")
_OPERATORS = {">=": ">=", "=>": ">=", "<=": "<=", "=<": "<=", ">": ">", "<": "<"}


@dataclass(frozen=True)
class Term:
    """One of the alternatives of a filter value. `operator` is "=", "like", "any", or a comparison.

    `text` is the operand with its case folded and without escapes; for "like", the pieces between the stars,
    joined by NUL. `number` and `date` are the operand as a number or a date, where it is one. `source` is
    the term as written, without negation.
    """

    operator: str
    text: str
    negated: bool
    number: Decimal | None = None
    date: str | None = None
    source: str = ""

    def matches(self, value: object) -> bool:
        return self._matches_unnegated(value) != self.negated

    def _matches_unnegated(self, value: object) -> bool:
        if isinstance(value, list):
            return any(self._matches_unnegated(item) for item in value)
        if value is None:
            return False
        if self.operator == "any":
            return True
        if isinstance(value, dict):
            return False
        if self.operator == "like":
            return matches_wildcards(self.text, fold_scalar(value))
        return self._matches_scalar(value)

    def _matches_scalar(self, value: Any) -> bool:
        if isinstance(value, bool):
            return self.operator == "=" and self.text == ("true" if value else "false")
        if isinstance(value, int | Decimal):
            return self.number is not None and _compare(self.operator, value, self.number)
        if self.date is not None and (date := dates.normalize(value)):
            return _compare(self.operator, _sortable_date(date), _sortable_date(self.date))
        return _compare(self.operator, value.casefold(), self.text)


def fold_scalar(value: object) -> str:
    """Return a scalar as the text that wildcards and searches match against."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, exact_json.Number):
        return value.text
    return str(value).casefold()


def matches_wildcards(pattern: str, text: str) -> bool:
    """Whether the text consists of the pattern's pieces in order, with any text in place of its NULs."""
    first, *middle, last = pattern.split("\0")
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        position = text.find(piece, position, end)
        if position < 0:
            return False
        position += len(piece)
    return True


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "=":
        return left == right
    if operator == ">":
        return left > right
    if operator == "<":
        return left < right
    return left >= right if operator == ">=" else left <= right


def _sortable_date(date: str) -> str:
    moment, _, fraction = date.removesuffix("+00:00").partition(".")
    return moment + fraction.ljust(7, "0")


@lru_cache(4096)
def parse(text: str) -> tuple[Term, ...]:
    """Return the alternatives of a filter value; it matches when any of them does."""
    return tuple(_parse_term(part) for part in _split_alternatives(text))


def _split_alternatives(text: str) -> list[str]:
    """Split at the bars that are not escaped; escapes stay."""
    parts, current, escaped = [], "", False
    for character in text:
        if character == "|" and not escaped:
            parts.append(current)
            current = ""
            continue
        current += character
        escaped = character == "\\" and not escaped
    return [*parts, current]


def _parse_term(text: str) -> Term:
    bare = text.lstrip("!")
    negated = (len(text) - len(bare)) % 2 == 1
    for sign in (bare[:2], bare[:1]):
        if sign in _OPERATORS:
            return _create_term(_OPERATORS[sign], _unescape(bare[len(sign) :]), negated, bare)
    pieces = _split_wildcards(bare)
    if len(pieces) == 1:
        return _create_term("=", pieces[0], negated, bare)
    if not any(pieces):
        return Term("any", "", negated)
    return Term("like", "\0".join(pieces), negated)


def _create_term(operator: str, operand: str, negated: bool, source: str) -> Term:
    date = dates.parse_query_date(operand) if len(operand) >= _MIN_DATE_LENGTH else None
    return Term(operator, operand.casefold(), negated, _parse_number(operand), date, source)


def _parse_number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _unescape(text: str) -> str:
    return "*".join(_split_wildcards(text, fold=False))


def _split_wildcards(text: str, fold: bool = True) -> list[str]:
    """Split at the stars that are not escaped, and remove the escapes."""
    pieces, current, escaped = [], "", False
    for character in text:
        if escaped:
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        elif character == "*":
            pieces.append(current)
            current = ""
        else:
            current += character
    pieces.append(current + ("\\" if escaped else ""))
    return [piece.casefold() for piece in pieces] if fold else pieces


def matches(text: str, value: object) -> bool:
    """Whether a JSON value satisfies a filter value; None also stands for a missing value."""
    return any(term.matches(value) for term in parse(text))
