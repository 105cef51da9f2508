"""Template tags of every page: icons, and moments as people say them.

Times are UTC in the database and in `datetime`; the words are in the zone of the person who reads them.
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from lucide.templatetags.lucide import lucide

from lib import clock

register = template.Library()


@register.simple_tag
def icon(name: str, size: int = 16, css: str = "") -> str:
    """The Lucide icon `name` as SVG, hidden from readers: the words beside it, or `aria-label`, speak."""
    return _svg(name, size, css)


@lru_cache(maxsize=512)
def _svg(name: str, size: int, css: str) -> str:
    """Drawn once in a process: the package copies the tree of an icon each time."""
    marks = {"class": css} if css else {}
    return lucide(name, size=size, aria_hidden="true", **marks)


@register.simple_tag
def moment(value: datetime | None, never: str = "never") -> str:
    """`value` as a time element that reads "12 min ago", with UTC on hover; `never` when there is none."""
    if value is None:
        return never
    utc, now = value.astimezone(UTC), clock.now()
    return format_html(
        '<time datetime="{}" title="{}" data-seconds-ago="{}">{}</time>',
        utc.strftime("%Y-%m-%dT%H:%M:%SZ"),
        f"{utc.day} {utc:%b %Y, %H:%M:%S} UTC",
        int((now - value).total_seconds()),
        in_words(value, now),
    )


def in_words(value: datetime, now: datetime) -> str:
    """How people say `value` at `now`: minutes and hours within a day, then "yesterday", then the day.

    >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> in_words(noon - timedelta(minutes=12), noon), in_words(noon + timedelta(days=9), noon)
    ('12 min ago', 'in 9 days')
    """
    distance = abs(now - value)
    if value > now:
        return f"in {_length(distance)}" if distance < timedelta(days=14) else day(value, now)
    if distance < timedelta(minutes=1):
        return "just now"
    if distance < timedelta(days=1):
        return f"{_length(distance)} ago"
    return day(value, now)


@register.filter
def day(value: datetime, now: datetime | None = None) -> str:
    """The day of `value` in the reader's zone: "yesterday", "19 Nov", or "19 Nov 2025" in another year."""
    now = timezone.localtime(now or clock.now())
    local = timezone.localtime(value)
    if local.date() == now.date() - timedelta(days=1):
        return "yesterday"
    year = "" if local.year == now.year else f" {local.year}"
    return f"{local.day} {local:%b}{year}"


@register.filter
def label(name: str) -> str:
    """A name of the program's as people read it: `by_which` as "By which"."""
    return capfirst(name.replace("_", " "))


@register.filter
def said(value) -> str:
    """A value of the audit log in words: lists with commas, truth as yes or no.

    >>> said(["name", "time_zone"]), said(True), said(3)
    ('name, time zone', 'yes', '3')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(part).replace("_", " ") for part in value)
    return str(value)


def _length(distance: timedelta) -> str:
    minutes = int(distance.total_seconds() // 60)
    if minutes < 1:
        return "1 min"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h"
    days = minutes // (24 * 60)
    return "1 day" if days == 1 else f"{days} days"
