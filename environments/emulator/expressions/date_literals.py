"""Dates in expressions: American as in `#6/15/2016#`, ISO 8601, and the dates of records."""

import re
from datetime import UTC, datetime, timedelta

from environments.emulator.values import dates
from lib import clock

_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*(am|pm)?)?", re.IGNORECASE
)
_ISO_START = re.compile(r"\d{4}-\d\d-\d\d")
_HOURS_OF_HALF_DAY = 12


def parse(text: str) -> datetime | None:
    """Return the time that a text stands for, in UTC; None when it is not a date."""
    match = _AMERICAN.fullmatch(text.strip())
    if match is None:
        written = dates.normalize(text) if _ISO_START.match(text.strip()) else None
        return datetime.fromisoformat(written) if written else None
    month, day, year, hour, minute, second, meridiem = match.groups()
    hours = int(hour or 0)
    if meridiem:
        if not 1 <= hours <= _HOURS_OF_HALF_DAY:
            return None
        hours = hours % _HOURS_OF_HALF_DAY + (_HOURS_OF_HALF_DAY if meridiem.lower() == "pm" else 0)
    try:
        return datetime(
            int(year), int(month), int(day), hours, int(minute or 0), int(second or 0), tzinfo=UTC
        )
    except ValueError:
        return None


def now(days: int = 0) -> datetime:
    """Return the current time plus some days.

    Raises:
        OverflowError: When the result is outside the calendar.
    """
    return clock.now() + timedelta(days=days)
