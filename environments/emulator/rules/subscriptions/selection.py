"""Find subscriptions by the date of their next order, by its index."""

from datetime import datetime

from environments.emulator.catalogue.tables import column
from environments.emulator.rules.subscriptions.subscriptions import SUBSCRIPTIONS
from environments.emulator.storage.records import Record, Records
from environments.emulator.values import dates

_DATE = column("NextOrderDate")


def active(records: Records, first: datetime, last: datetime, now: datetime) -> list[tuple[Record, Record]]:
    """Return the active subscriptions that order between two times and have not ended, with their users.

    Those of users who are not active are left out.
    """
    between = (dates.write(first).casefold(), dates.write(last).casefold())
    found = records.select(SUBSCRIPTIONS, f"{_DATE} BETWEEN ? AND ?", *between)
    running = [s for s in found if s["Active"] and not _has_ended(s, now)]
    users = [_active_user(records, subscription) for subscription in running]
    return [(s, user) for s, user in zip(running, users, strict=True) if user]


def _has_ended(subscription: Record, now: datetime) -> bool:
    return bool(subscription["EndDate"]) and dates.parse(subscription["EndDate"]) < now


def _active_user(records: Records, subscription: Record) -> Record | None:
    buyer = records.find("Buyers", subscription["FromCompanyID"])
    user = records.find("Users", subscription["FromUserID"], buyer.num) if buyer else None
    return user if user and user["Active"] else None


def first_date_after(records: Records, moment: datetime) -> datetime | None:
    """Return the earliest date of a next order after a time; None without one."""
    row = records.connection.execute(
        f'SELECT min({_DATE}) FROM "Subscriptions" WHERE org=? AND {_DATE} > ?',
        (records.organization.num, dates.write(moment).casefold()),
    ).fetchone()
    return dates.parse(row[0]) if row[0] else None
