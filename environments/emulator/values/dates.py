"""Dates as OrderCloud writes them: UTC, ISO 8601, up to seven digits of a second, `+00:00`."""

import re
from datetime import UTC, datetime, timedelta

from lib import clock

_DATE = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,12}))?)?)?\s*(Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)


_MONTH_FIRST = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?=$|[T ])(.*)", re.DOTALL)


def now() -> str:
    """Return the current time, to the millisecond."""
    return write(clock.now())


def write(moment: datetime) -> str:
    seconds = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}".rjust(19, "0")
    return f"{seconds}.{moment.microsecond // 1000:03}+00:00"


def normalize(text: str) -> str | None:
    """Return a date in UTC as OrderCloud writes it, with all digits of the second; None if it is invalid.

    A date without a time is midnight, a time without an offset is UTC.
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
        )
        if zone and zone.upper() != "Z":
            offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
            moment += -offset if zone[0] == "+" else offset
    except (ValueError, OverflowError):
        return None
    fraction = (fraction or "")[:7]
    return f"{moment:%Y-%m-%dT%H:%M:%S}".rjust(19, "0") + (f".{fraction}" if fraction else "") + "+00:00"


def parse(date: str) -> datetime:
    """Return a stored date, in any case, as an aware datetime in UTC."""
    return datetime.fromisoformat(date.upper()).astimezone(UTC)


def is_past(date: str | None) -> bool:
    """Return whether a stored date has come; None never comes."""
    return date is not None and parse(date) <= clock.now()


def parse_query_date(text: str) -> str | None:
    """Return the date in a query, in UTC: in a form of `normalize`, or with the month first, `1/31/2022`."""
    match = _MONTH_FIRST.fullmatch(text.strip())
    if not match:
        return normalize(text)
    month, _, day, year, time = match.groups()
    return normalize(f"{year}-{int(month):02}-{int(day):02}{time}")
