"""Find subscriptions by the date of their next order, by its index."""

from datetime import datetime

from environments.emulator.catalogue.tables import column
from environments.emulator.rules.subscriptions import due_dates
from environments.emulator.rules.subscriptions.subscriptions import SUBSCRIPTIONS
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_DATE = column("NextOrderDate")


def active(records: Records, first: datetime, last: datetime, now: datetime) -> list[Record]:
    """Return the active subscriptions of active users that order between two times, and have not ended."""
    between = (dates.write(first).casefold(), dates.write(last).casefold())
    found = records.select(SUBSCRIPTIONS, f"{_DATE} BETWEEN ? AND ?", *between)
    return [s for s in found if s["Active"] and not _has_ended(s, now) and user(records, s)]


def _has_ended(subscription: Record, now: datetime) -> bool:
    return bool(subscription["EndDate"]) and due_dates.parse(subscription["EndDate"]) < now


def user(records: Records, subscription: Record) -> Record | None:
    """Return the active user of a subscription; None if the user is not active or does not exist."""
    buyer = records.find("Buyers", subscription["FromCompanyID"])
    found = records.find("Users", subscription["FromUserID"], buyer.num) if buyer else None
    return found if found and found["Active"] else None


def first_date_after(records: Records, moment: datetime) -> datetime | None:
    """Return the earliest date of a next order after a time; None without one."""
    row = records.connection.execute(
        f'SELECT min({_DATE}) FROM "Subscriptions" WHERE org=? AND {_DATE} > ?',
        (records.organization.num, dates.write(moment).casefold()),
    ).fetchone()
    return due_dates.parse(row[0]) if row[0] else None
