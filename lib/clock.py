"""The clock of portal and emulator: the system's, in UTC, plus an offset in the embedded default.

The offset is a number of seconds in the file that `PORTAL_CLOCK_FILE` names, so that every process
sees a change immediately and a week passes in a minute. Without the variable there is no offset, unless
`set_offset` set one for this process.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

# Dates of a year or two past the offset must exist too.
MAX_OFFSET = timedelta(days=3650)

# That of this process, which has no file.
_own_offset = 0.0


def now() -> datetime:
    """Return the current time as an aware datetime in UTC."""
    return datetime.now(UTC) + timedelta(seconds=offset())


def timestamp() -> float:
    """Return the current time in seconds since the epoch, for tokens and caches."""
    return now().timestamp()


def offset() -> float:
    """Return the seconds by which this clock is ahead of the system's; 0.0 without a valid offset."""
    path = os.environ.get("PORTAL_CLOCK_FILE")
    if not path:
        return _own_offset
    try:
        seconds = float(Path(path).read_text())
    except (FileNotFoundError, ValueError):
        return 0.0
    return seconds if abs(seconds) <= MAX_OFFSET.total_seconds() else 0.0


def check_offset(seconds: float) -> None:
    """Raise `ValueError` for an offset larger than `MAX_OFFSET`."""
    if abs(seconds) > MAX_OFFSET.total_seconds():
        raise ValueError(f"The clock can be at most {MAX_OFFSET.days // 365} years ahead.")


def set_offset(seconds: float) -> None:
    """Move the clock, so that it is ahead of the system's by these seconds.

    Raises:
        ValueError: the offset is larger than `MAX_OFFSET`.
    """
    global _own_offset
    check_offset(seconds)
    path = os.environ.get("PORTAL_CLOCK_FILE")
    if path:
        draft = Path(f"{path}.new")
        draft.write_text(str(seconds))
        draft.replace(path)
    else:
        _own_offset = seconds
