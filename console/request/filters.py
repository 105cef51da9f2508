"""Filters of a list as OrderCloud defines them: any other query key compares a property of the records."""

import re
from dataclasses import dataclass

_NEWLINE = "\n"
_SEPARATORS = re.compile(r"[,\n]")
_OPERATORS = re.compile(r"[\\|*!]|^[<>=]")


@dataclass(frozen=True)
class Comparison:
    """A comparison. Its value is sent between `prefix` and `suffix`, if it takes one."""

    key: str
    label: str
    prefix: str = ""
    suffix: str = ""
    takes_value: bool = True

    def expression(self, text: str) -> str:
        """Return the value to send. Operators in `text` are escaped, so that it is compared literally."""
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
    """Return `text` with a backslash before each character that is an operator of OrderCloud."""
    return _OPERATORS.sub(lambda sign: f"\\{sign[0]}", text)


@dataclass
class FilterRow:
    """One filter as filled in; `name` is the name under which the page posts its text."""

    name: str
    key: str = ""
    comparison: Comparison = COMPARISONS[0]
    text: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.key and not self.text


def get_comparison(key: str) -> Comparison:
    """Return the comparison with that key, or "is" if there is none."""
    return _BY_KEY.get(key, COMPARISONS[0])
