"""Lines of an import file: one JSON object each, with a type and members in any case of letters."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError

from lib import plain_text

MAX_LINE_LENGTH = 64 * 1024  # bytes
MAX_NAMED = 5
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass
class Record:
    """What one line says.

    Attributes:
        members: by name in lower case without underscores, so that `IsAdmin` and `is_admin` are one.
        read: the names of the members that were asked for.
    """

    number: int
    members: Mapping[str, Any]
    read: set[str] = field(default_factory=lambda: {"type"})

    @property
    def type(self) -> str:
        """The type in lower case without underscores; empty when it is missing or no text."""
        value = self.members.get("type")
        return folded(value) if isinstance(value, str) else ""

    def text(self, *names: str, required: bool = False) -> str:
        """Return the first of these members as text without surrounding white space; empty when missing.

        Raises:
            ValidationError: if it is no text, or `required` and missing.
        """
        value = self._take(names, "")
        if not isinstance(value, str):
            raise ValidationError(f"{names[0]} must be text.")
        if required and not value.strip():
            raise ValidationError(f"{names[0]} is missing.")
        return value.strip()

    def flag(self, *names: str) -> bool:
        """Return whether one of these members is true. Raises `ValidationError` for what is no boolean."""
        values = [self._take((name,), False) for name in names]
        if not all(isinstance(value, bool) for value in values):
            raise ValidationError(f"{names[0]} must be true or false.")
        return any(values)

    def texts(self, *names: str) -> list[str]:
        """Return a list of texts. Raises `ValidationError` for anything else."""
        value = self._take(names, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError(f"{names[0]} must be a list of names.")
        return value

    def require_all_read(self) -> None:
        """Raise `ValidationError` if the line has members that no one asked for."""
        unknown = sorted(set(self.members) - self.read)
        if unknown:
            shown = ", ".join(name[:40] for name in unknown[:MAX_NAMED])
            more = f" and {len(unknown) - MAX_NAMED} more" if len(unknown) > MAX_NAMED else ""
            raise ValidationError(f"Unknown fields: {shown}{more}.")

    def _take(self, names: tuple[str, ...], default: Any) -> Any:
        keys = [folded(name) for name in names]
        self.read.update(keys)
        values = [self.members[key] for key in keys if self.members.get(key) is not None]
        return values[0] if values else default


@dataclass(frozen=True)
class Unreadable:
    """A line that is no record, and why."""

    number: int
    reason: str


def folded(name: str) -> str:
    """Return a name in lower case without underscores, dashes and spaces.

    >>> folded("Team_Member"), folded("ManageContributors")
    ('teammember', 'managecontributors')
    """
    return name.lower().replace("_", "").replace("-", "").replace(" ", "")


def read_lines(file: BinaryIO) -> Iterator[Record | Unreadable]:
    """Yield what each line says; empty lines say nothing."""
    number = 0
    while line := file.readline(MAX_LINE_LENGTH + 1):
        number += 1
        too_long = len(line) > MAX_LINE_LENGTH and not line.endswith(b"\n")
        while too_long and line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_LENGTH)
        if too_long:
            yield Unreadable(number, f"The line is longer than {MAX_LINE_LENGTH // 1024} KB.")
            continue
        line = line.removeprefix(BYTE_ORDER_MARK) if number == 1 else line
        if line.strip():
            yield _parse(number, line)


def _parse(number: int, line: bytes) -> Record | Unreadable:
    try:
        members = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Unreadable(number, "The line is not UTF-8.")
    except (ValueError, RecursionError):
        return Unreadable(number, "The line is not JSON.")
    if not isinstance(members, dict):
        return Unreadable(number, "The line is not a JSON object.")
    try:
        plain_text.check_body(members)
    except ValidationError as error:
        return Unreadable(number, error.messages[0])
    except RecursionError:
        return Unreadable(number, "The line is not JSON.")
    by_name: dict[str, Any] = {}
    for name, value in members.items():
        if folded(name) in by_name:
            return Unreadable(number, f"{name[:40]} appears twice.")
        by_name[folded(name)] = value
    return Record(number, by_name)
