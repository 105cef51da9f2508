"""Two JSON values compared by lines, with the parts that are equal folded."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from console.request import json_editor

CONTEXT_LINES = 2
MAX_LINES = 5000  # of both texts together; more takes too long to compare


@dataclass(frozen=True)
class DiffPart:
    """Lines that belong together.

    Args:
        sign: "-" for lines that go, "+" for lines that come, " " for equal ones.
        folded: whether the lines are equal and far from any change.
    """

    sign: str
    lines: tuple[str, ...]
    folded: bool = False


def compare_lines(before: Any, after: Any) -> list[DiffPart] | None:
    """Compare two JSON values as they are printed; None when they have too many lines."""
    old = json_editor.dumps_pretty(before).value.split("\n")
    new = json_editor.dumps_pretty(after).value.split("\n")
    if len(old) + len(new) > MAX_LINES:
        return None
    matches = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts: list[DiffPart] = []
    for index, (kind, start, end, other_start, other_end) in enumerate(matches):
        if kind == "equal":
            parts += _equal(tuple(old[start:end]), first=index == 0, last=index == len(matches) - 1)
            continue
        if end > start:
            parts.append(DiffPart("-", tuple(old[start:end])))
        if other_end > other_start:
            parts.append(DiffPart("+", tuple(new[other_start:other_end])))
    return parts


def _equal(lines: tuple[str, ...], *, first: bool, last: bool) -> list[DiffPart]:
    """Return equal lines in up to three parts: beside a change, folded, beside the next one."""
    start = 0 if first else CONTEXT_LINES
    end = len(lines) - (0 if last else CONTEXT_LINES)
    if end - start < 2:
        return [DiffPart(" ", lines)]
    parts = [
        DiffPart(" ", lines[:start]),
        DiffPart(" ", lines[start:end], folded=True),
        DiffPart(" ", lines[end:]),
    ]
    return [part for part in parts if part.lines]
