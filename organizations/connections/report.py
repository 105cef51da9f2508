"""What a test of a connection found, line by line in plain words."""

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from lib.plain_text import to_single_line

MAX_TEXT_LENGTH = 600


class Level(StrEnum):
    """How a line ended: it works, works in part, stops the connection, or only says what the type means."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    NOTE = "note"


@dataclass(frozen=True)
class Line:
    """One line of a test. Text between backquotes is shown as code.

    Attributes:
        remedy: what to do, or why it is so; "" when there is nothing to say.
        milliseconds: how long the call took; None for a line without a call.
    """

    level: Level
    text: str
    remedy: str = ""
    milliseconds: int | None = None

    def __post_init__(self) -> None:
        """Bring what a server may have sent to one line of text that can be stored and shown."""
        object.__setattr__(self, "text", to_single_line(self.text)[:MAX_TEXT_LENGTH])
        object.__setattr__(self, "remedy", to_single_line(self.remedy)[:MAX_TEXT_LENGTH])

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Report:
    """The lines of a test in order.

    Attributes:
        unreachable: there was no response, which says nothing about the credentials.
    """

    lines: list[Line] = field(default_factory=list)
    unreachable: bool = False

    @property
    def passed(self) -> bool:
        """Whether nothing stops the connection."""
        return all(line.level != Level.FAIL for line in self.lines)

    @property
    def works_fully(self) -> bool:
        """Whether nothing works only in part."""
        return all(line.level in (Level.OK, Level.NOTE) for line in self.lines)

    @property
    def failure(self) -> str:
        """Why it does not work, with what to do; "" when it works."""
        failed = next((line for line in self.lines if line.level == Level.FAIL), None)
        return f"{failed.text} {failed.remedy}".strip().replace("`", "") if failed else ""

    def add(self, level: Level, text: str, remedy: str = "", milliseconds: int | None = None) -> None:
        self.lines.append(Line(level, text, remedy, milliseconds))

    def to_json(self) -> list[dict[str, Any]]:
        return [line.to_json() for line in self.lines]
