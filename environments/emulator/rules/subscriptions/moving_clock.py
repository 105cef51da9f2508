"""Move the emulator's clock forward, stopping where a subscription is due."""

from datetime import UTC, datetime, timedelta

from environments.emulator.emulator import Emulator
from environments.emulator.json_types import JsonObject
from environments.emulator.rules.subscriptions import hourly_run, integrations, reminders, selection
from environments.emulator.storage.records import Organization, Records
from lib import clock

_HOUR = timedelta(hours=1)
# Stored times have milliseconds at least: just after one, it is due.
_JUST_AFTER = timedelta(milliseconds=2)


def move(emulator: Emulator, root_url: str, target: datetime) -> list[JsonObject]:
    """Set the clock, and return what the runs did at each stop on the way.

    Moving back runs nothing. The stops are those hours at which a run has something to do: a date of an
    order, the hours after it in which it is tried again, and the first hour of a reminder.

    Raises:
        ValueError: the target is further away than the clock can be.
    """
    clock.check_offset(_offset_of(target))
    if target <= clock.now():
        _set(target)
        return []
    done = hourly_run.run(emulator, root_url)
    while (stop := _next_stop(emulator, clock.now())) is not None and stop <= target:
        _set(stop + _JUST_AFTER)
        done += hourly_run.run(emulator, root_url)
    if clock.now() < target:
        _set(target)
    return done


def _set(moment: datetime) -> None:
    clock.set_offset(_offset_of(moment))


def _offset_of(moment: datetime) -> float:
    return (moment - datetime.now(UTC)).total_seconds()


def _next_stop(emulator: Emulator, now: datetime) -> datetime | None:
    stops: list[datetime] = []
    for organization in hourly_run.organizations_with_subscriptions(emulator):
        stops += _stops(emulator, organization, now)
    return min(stops, default=None)


def _stops(emulator: Emulator, organization: Organization, now: datetime) -> list[datetime]:
    """Return the next stops of an organization for each reason to stop."""
    tries = range(hourly_run.LATE // _HOUR)
    delays = [_HOUR * number for number in tries]
    with emulator.store.read_transaction() as connection:
        records = Records(connection, organization)
        integration = integrations.find(records)
        if integration and integration["NotificationDays"]:
            delays.append(-timedelta(days=integration["NotificationDays"]) - reminders.AHEAD)
        stops = []
        for delay in delays:
            try:
                date = selection.first_date_after(records, now - delay)
                stops += [date + delay] if date else []
            except OverflowError:
                continue
        return stops
