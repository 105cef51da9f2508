"""The dates on which a subscription orders and reminds."""

import calendar
from datetime import MAXYEAR, datetime, timedelta

from environments.emulator.values import dates


def following(date: str, frequency: int, interval: str) -> str:
    """Return the date of the next order after one.

    Months are calendar months: a day that a month does not have becomes its last day, and the dates after
    that follow from the shortened one.

    Raises:
        OverflowError: the date is after the year 9999.
    """
    moment = dates.parse(date)
    if interval == "Months":
        return dates.write(_months_later(moment, frequency))
    return dates.write(moment + timedelta(days=frequency * (7 if interval == "Weeks" else 1)))


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    if year > MAXYEAR:
        raise OverflowError("The date is too late.")
    last_day = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))


def notification_date(date: str, days: int | None) -> str | None:
    """Return when to remind of an order, `days` before it; None without reminders."""
    if not days:
        return None
    try:
        return dates.write(dates.parse(date) - timedelta(days=days))
    except OverflowError:
        return None
