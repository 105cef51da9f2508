"""What became of the lines of an import."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one line."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # what is stored differs, and stays
    FAILED = "failed"


@dataclass(frozen=True)
class Result:
    """The outcome of one line.

    Attributes:
        subject: what the line is about, such as an email or "victor in acme".
        message: a sentence; empty when the outcome says everything.
    """

    outcome: Outcome
    subject: str = ""
    message: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the report."""

    number: int
    type: str
    result: Result
