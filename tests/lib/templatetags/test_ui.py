"""How pages show dates and times."""

import doctest
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from lib.templatetags import ui
from lib.templatetags.ui import humanize_day, humanize_time, log_time, relative_time, slot_time

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(hours=24), "yesterday"),
        (timedelta(days=4), "19 Nov"),
        (timedelta(days=330), "28 Dec 2025"),
        (-timedelta(seconds=30), "in 1 min"),
        (-timedelta(minutes=59, seconds=59), "in 1 h"),
        (-timedelta(hours=5), "in 5 h"),
        (-timedelta(hours=23, minutes=59), "in 1 day"),
        (-timedelta(days=8, hours=23), "in 9 days"),
        (-timedelta(days=14), "in 14 days"),
        (-timedelta(days=20), "13 Dec"),
    ],
)
def test_a_time_is_written_relative_to_now(age, words):
    assert humanize_time(NOON - age, NOON) == words


def test_the_day_is_in_the_users_time_zone():
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Berlin")):
        assert humanize_day(late, NOON) == "yesterday"
    with timezone.override(UTC):
        assert humanize_day(late, NOON) == "21 Nov"


@time_machine.travel(NOON, tick=False)
def test_the_element_contains_utc():
    berlin = (NOON - timedelta(minutes=12)).astimezone(ZoneInfo("Europe/Berlin"))
    written = relative_time(berlin)
    assert 'datetime="2026-11-23T11:48:00Z" title="23 Nov 2026, 11:48:00 UTC"' in written
    assert 'data-seconds-ago="720">12 min ago<' in written


def test_a_missing_time_is_written_as_never():
    assert relative_time(None) == "never"
    assert relative_time(None, "not yet") == "not yet"


@pytest.mark.parametrize(
    ("zone", "moment", "words"),
    [
        ("UTC", datetime(2026, 11, 23, 9, 5, tzinfo=UTC), "Today 09:05"),
        ("UTC", datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "Yesterday 23:59"),
        ("UTC", datetime(2026, 11, 4, 8, 59, tzinfo=UTC), "4 Nov 08:59"),
        ("UTC", datetime(2025, 11, 23, 9, 5, tzinfo=UTC), "23 Nov 2025 09:05"),
        ("Asia/Tokyo", datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "Today 01:00"),
    ],
)
def test_a_time_of_the_log_has_its_day_in_the_users_time_zone_and_utc_on_hover(zone, moment, words):
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    with time_machine.travel(noon, tick=False), timezone.override(ZoneInfo(zone)):
        element = log_time(moment)
    assert f">{words}</time>" in element
    assert f"{moment:%H:%M:%S} UTC" in element


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "<strong>Sun 29 Nov, 03:00</strong> your time"),
        ("Europe/London", "<strong>Sun 29 Nov, 03:00</strong> your time"),
        ("Europe/Berlin", "<strong>Sun 29 Nov, 04:00</strong> your time (03:00 UTC)"),
        ("America/New_York", "<strong>Sat 28 Nov, 22:00</strong> your time (03:00 UTC)"),
    ],
)
def test_a_time_to_come_has_utc_beside_it_only_where_that_differs(zone, words):
    with timezone.override(ZoneInfo(zone)):
        assert slot_time(datetime(2026, 11, 29, 3, tzinfo=UTC)) == words


def test_the_doctests_pass():
    assert doctest.testmod(ui).failed == 0
