"""Filters of a list in OrderCloud's way: every query key that is no parameter compares a property of what
is listed.
"""

import re
from dataclasses import dataclass

_NEWLINE = "\n"
_SEPARATORS = re.compile(r"[,\n]")
_OPERATORS = re.compile(r"[\\|*!]|^[<>=]")


@dataclass(frozen=True)
class Comparison:
    """One way to compare. What was typed stands between `before` and `after`; `typed` is False when nothing
    is.
    """

    key: str
    label: str
    prefix: str = ""
    suffix: str = ""
    takes_value: bool = True

    def expression(self, text: str) -> str:
        """The value that travels: what was typed is compared as it stands, whatever signs are in it."""
        if self.key == "expression":
            return text.strip()
        if self.key == "any":
            values = (part.strip() for part in _SEPARATORS.split(text))
            return "|".join(escape(value) for value in values if value)
        return f"{self.prefix}{escape(text.strip(_NEWLINE)) if self.takes_value else ''}{self.suffix}"


COMPARISONS = (
    Comparison("is", "is"),
    Comparison("any", "is one of"),
    Comparison("not", "is not", "!"),
    Comparison("has", "contains", "*", "*"),
    Comparison("starts", "starts with", "", "*"),
    Comparison("ends", "ends with", "*"),
    Comparison("over", "is more than", ">"),
    Comparison("from", "is at least", ">="),
    Comparison("under", "is less than", "<"),
    Comparison("to", "is at most", "<="),
    Comparison("set", "has a value", "*", takes_value=False),
    Comparison("unset", "has no value", "!*", takes_value=False),
    Comparison("expression", "matches expression"),
)
_BY_KEY = {comparison.key: comparison for comparison in COMPARISONS}


def escape(text: str) -> str:
    """`text` with a backslash before each sign that OrderCloud would take for an operator."""
    return _OPERATORS.sub(lambda sign: f"\\{sign[0]}", text)


@dataclass
class FilterRow:
    """One filter as it was typed; `name` is the name under which the page posts its text."""

    name: str
    key: str = ""
    comparison: Comparison = COMPARISONS[0]
    text: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return not self.key and not self.text


def comparison(key: str) -> Comparison:
    """The comparison with that key; "is" for one that is not known."""
    return _BY_KEY.get(key, COMPARISONS[0])
