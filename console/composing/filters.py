"""Filters of a list in OrderCloud's way: every query key that is no parameter compares a property of what
is listed.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """One way to compare. What was typed stands between `before` and `after`; `typed` is False when nothing
    is.
    """

    key: str
    words: str
    before: str = ""
    after: str = ""
    typed: bool = True

    def expression(self, text: str) -> str:
        """The value that travels."""
        return f"{self.before}{text if self.typed else ''}{self.after}"


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
    Comparison("set", "has a value", "*", typed=False),
    Comparison("unset", "has no value", "!*", typed=False),
)
_BY_KEY = {comparison.key: comparison for comparison in COMPARISONS}


@dataclass
class FilterRow:
    """One filter as it was typed; `name` is the name under which the page posts its text."""

    name: str
    key: str = ""
    comparison: Comparison = COMPARISONS[0]
    text: str = ""
    fault: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into it."""
        return not self.key and not self.text


def comparison(key: str) -> Comparison:
    """The comparison with that key; "is" for one that is not known."""
    return _BY_KEY.get(key, COMPARISONS[0])
