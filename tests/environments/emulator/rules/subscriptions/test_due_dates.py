"""The dates of orders and reminders."""

import pytest

from environments.emulator.rules.subscriptions import due_dates


@pytest.mark.parametrize(
    ("date", "frequency", "interval", "following"),
    [
        ("2030-01-30T08:00:00+00:00", 3, "Days", "2030-02-02T08:00:00.000+00:00"),
        ("2030-01-30T08:00:00+00:00", 2, "Weeks", "2030-02-13T08:00:00.000+00:00"),
        ("2030-01-31T08:00:00.5+00:00", 1, "Months", "2030-02-28T08:00:00.500+00:00"),
        ("2032-01-31T08:00:00+00:00", 1, "Months", "2032-02-29T08:00:00.000+00:00"),
        ("2030-11-30T08:00:00+00:00", 14, "Months", "2032-01-30T08:00:00.000+00:00"),
    ],
)
def test_the_next_order_follows_after_the_interval(date, frequency, interval, following):
    assert due_dates.following(date, frequency, interval) == following


def test_a_day_that_a_month_lacks_stays_shortened():
    february = due_dates.following("2030-01-31T08:00:00+00:00", 1, "Months")
    assert due_dates.following(february, 1, "Months").startswith("2030-03-28")


@pytest.mark.parametrize("interval", ["Days", "Weeks", "Months"])
def test_a_date_after_the_year_9999_is_an_overflow(interval):
    with pytest.raises(OverflowError):
        due_dates.following("2030-01-31T08:00:00+00:00", 2**31 - 1, interval)


def test_a_reminder_is_days_before_the_order_if_there_is_such_a_date():
    assert due_dates.notification_date("2030-01-02T00:00:00+00:00", 3) == "2029-12-30T00:00:00.000+00:00"
    assert due_dates.notification_date("0001-01-02T00:00:00+00:00", 3) is None
    assert due_dates.notification_date("2030-01-02T00:00:00+00:00", None) is None
