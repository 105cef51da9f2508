"""Template tags of the history: days and statuses of requests."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from console.models import HistoryEntry
from lib import clock
from lib.templatetags.ui import humanize_day

register = template.Library()


@register.filter
def history_day(value: datetime) -> str:
    """Return the day in the reader's time zone: "Today", "Yesterday", "19 Nov"."""
    days_ago = (timezone.localtime(clock.now()).date() - timezone.localtime(value).date()).days
    return {0: "Today", 1: "Yesterday"}.get(days_ago) or humanize_day(value)


@register.filter
def status_text(entry: HistoryEntry) -> str:
    """Return the status, with those of all attempts ("401, then 200"), or why there is no response."""
    if len(entry.attempts) > 1:
        return ", then ".join(str(attempt) for attempt in entry.attempts)
    return str(entry.status or entry.failure)


@register.filter
def status_kind(entry: HistoryEntry) -> str:
    """Return the kind of the tag: "ok", or "danger" when it failed."""
    return "ok" if 200 <= entry.status < 400 else "danger"


@register.filter
def record_path(path: str) -> str:
    """Return a path without its query: what a request was about."""
    return path.partition("?")[0]


@register.filter
def day_of(value: str) -> str:
    """Return the day of a time as ISO 8601, in the reader's time zone: "5 Dec"."""
    time = parse_datetime(value)
    return humanize_day(time) if time else ""
