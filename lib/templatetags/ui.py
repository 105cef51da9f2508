"""Template tags of every page: icons, and times and values in words.

Times are UTC in the database and in `datetime`; the words are in the reader's time zone.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from lucide.templatetags.lucide import lucide

from lib import clock

register = template.Library()
CODE_SPAN = re.compile(r"`([^`]+)`")


@register.simple_tag
def icon(name: str, size: int = 16, css: str = "") -> str:
    """Return the Lucide icon as SVG, hidden from screen readers, which read the words beside it."""
    return _svg(name, size, css)


@lru_cache(maxsize=512)
def _svg(name: str, size: int, css: str) -> str:
    """Render an icon once in a process: the package copies its tree each time."""
    attributes = {"class": css} if css else {}
    return lucide(name, size=size, aria_hidden="true", **attributes)


@register.simple_tag
def relative_time(value: datetime | None, never: str = "never") -> str:
    """Return a time element that reads "12 min ago", with UTC on hover; `never` when there is no time."""
    if value is None:
        return never
    utc, now = value.astimezone(UTC), clock.now()
    return format_html(
        '<time datetime="{}" title="{}" data-seconds-ago="{}">{}</time>',
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        utc_time(value),
        int((now - value).total_seconds()),
        humanize_time(value, now),
    )


def humanize_time(value: datetime, now: datetime) -> str:
    """Return `value` as seen from `now`: minutes and hours within a day, "yesterday", then the day.

    >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> humanize_time(noon - timedelta(minutes=12), noon), humanize_time(noon + timedelta(days=9), noon)
    ('12 min ago', 'in 9 days')
    """
    distance = abs(now - value)
    if value > now:
        # Rounded, so that what was just set to end in 14 days says so.
        return f"in {_rounded(distance)}" if distance <= timedelta(days=14) else humanize_day(value, now)
    if distance < timedelta(minutes=1):
        return "just now"
    if distance < timedelta(days=1):
        return f"{_duration(distance)} ago"
    return humanize_day(value, now)


@register.simple_tag
def log_time(value: datetime) -> str:
    """Return a time element that reads "Today 14:37" in the reader's time zone, with UTC on hover."""
    utc, local = value.astimezone(UTC), timezone.localtime(value)
    days_ago = (timezone.localtime(clock.now()).date() - local.date()).days
    day = {0: "Today", 1: "Yesterday"}.get(days_ago) or humanize_day(value)
    return format_html(
        '<time datetime="{}" title="{}">{} {}</time>',
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        utc_time(value),
        day,
        f"{local:%H:%M}",
    )


@register.simple_tag
def slot_time(value: datetime) -> str:
    """Return "Sun 29 Nov, 04:00 your time (03:00 UTC)", with UTC only where it differs."""
    utc, local = value.astimezone(UTC), timezone.localtime(value)
    also = f" ({utc:%H:%M} UTC)" if local.utcoffset() != utc.utcoffset() else ""
    return format_html("<strong>{}</strong> your time{}", f"{local:%a} {local.day} {local:%b, %H:%M}", also)


@register.filter
def utc_time(value: datetime) -> str:
    """Return the time in UTC to the second: "27 Nov 2026, 14:37:05 UTC"."""
    utc = value.astimezone(UTC)
    return f"{utc.day} {utc:%b %Y, %H:%M:%S} UTC"


@register.filter
def humanize_day(value: datetime, now: datetime | None = None) -> str:
    """Return the day in the reader's time zone: "yesterday", "19 Nov", "19 Nov 2025" in another year."""
    now = timezone.localtime(now or clock.now())
    local = timezone.localtime(value)
    if local.date() == now.date() - timedelta(days=1):
        return "yesterday"
    year = "" if local.year == now.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"


@register.filter
def code_spans(text: str) -> str:
    """Return text as HTML in which what stands between backquotes is code.

    >>> str(code_spans("`GET /me` returned <b>"))
    '<code>GET /me</code> returned &lt;b&gt;'
    """
    return mark_safe(CODE_SPAN.sub(r"<code>\1</code>", escape(text)))


@register.filter
def humanize_name(name: str) -> str:
    """Return a name from the code as a label: `user_agent` as "User agent"."""
    return capfirst(name.replace("_", " "))


@register.filter
def humanize_value(value: object) -> str:
    """Return a value of the audit log in words: lists with commas, booleans as yes or no.

    >>> humanize_value(["name", "time_zone"]), humanize_value(True), humanize_value(3)
    ('name, time zone', 'yes', '3')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(humanize_value(part).replace("_", " ") for part in value)
    return str(value)


def _rounded(distance: timedelta) -> str:
    unit = timedelta(days=1)
    if distance < timedelta(minutes=59.5):
        unit = timedelta(minutes=1)
    elif distance < timedelta(hours=23.5):
        unit = timedelta(hours=1)
    return _duration(round(distance / unit) * unit)


def _duration(distance: timedelta) -> str:
    minutes = int(distance.total_seconds() // 60)
    if minutes < 1:
        return "1 min"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return "1 day" if days == 1 else f"{days} days"
