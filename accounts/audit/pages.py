"""Pages of an audit log, newest first, which stay the same while new entries come in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import AuditEntry
from lib.query_string import whole_number

PAGE_SIZE = 50
NEWEST_FIRST = ("-created_at", "-pk")
OLDEST_FIRST = ("created_at", "pk")


@dataclass(frozen=True)
class LogPage:
    """One page of entries, and where it stands among all of them.

    Attributes:
        first: the position of its first entry, counted from 1; 0 when there are none.
        newer: the primary key for the link to the newer page; None on the newest page.
        older: the primary key for the link to the older page; None on the oldest page.
    """

    entries: list[AuditEntry]
    total: int
    first: int
    newer: int | None
    older: int | None

    @property
    def last(self) -> int:
        """The position of its last entry."""
        return self.first + len(self.entries) - 1 if self.entries else 0


def page_of(entries: QuerySet[AuditEntry], parameters: Mapping[str, str]) -> LogPage:
    """Return the page that follows `before`, the one that precedes `after`, or else the newest.

    Both parameters are primary keys of entries. An unknown one leads to the newest page.
    """
    rows, is_newest = _rows(entries, parameters)
    if is_newest and len(rows) < PAGE_SIZE:  # these are all, and counting a search is as slow as searching
        return LogPage(rows, len(rows), 1 if rows else 0, None, None)
    if not rows:
        return LogPage([], entries.count(), 0, None, None)
    counts = entries.aggregate(total=Count("pk"), newer=Count("pk", filter=_newer_than(rows[0])))
    first = counts["newer"] + 1
    has_older = first + len(rows) - 1 < counts["total"]
    return LogPage(
        rows, counts["total"], first, rows[0].pk if first > 1 else None, rows[-1].pk if has_older else None
    )


def _rows(entries: QuerySet[AuditEntry], parameters: Mapping[str, str]) -> tuple[list[AuditEntry], bool]:
    """Return the entries of the page, and whether it is the newest one."""
    newest = entries.select_related("actor").order_by(*NEWEST_FIRST)
    if before := _entry(entries, parameters.get("before")):
        return list(newest.filter(_older_than(before))[:PAGE_SIZE]), False
    if after := _entry(entries, parameters.get("after")):
        rows = list(newest.filter(_newer_than(after)).order_by(*OLDEST_FIRST)[:PAGE_SIZE])
        if len(rows) == PAGE_SIZE:
            return rows[::-1], False
    return list(newest[:PAGE_SIZE]), True


def _entry(entries: QuerySet[AuditEntry], pk: str | None) -> AuditEntry | None:
    number = whole_number(pk)
    return None if number is None else entries.filter(pk=number).first()


def _newer_than(entry: AuditEntry) -> Q:
    same_time = Q(created_at=entry.created_at, pk__gt=entry.pk)
    return Q(created_at__gte=entry.created_at) & (Q(created_at__gt=entry.created_at) | same_time)


def _older_than(entry: AuditEntry) -> Q:
    same_time = Q(created_at=entry.created_at, pk__lt=entry.pk)
    return Q(created_at__lte=entry.created_at) & (Q(created_at__lt=entry.created_at) | same_time)
