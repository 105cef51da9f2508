"""The history of one person in one organization: searched, filtered, in pages."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import Http404, QueryDict

from accounts.models import User
from console.models import HistoryEntry
from environments.ordercloud.client import SAFE_METHODS
from lib import clock
from lib.query_string import search_text, search_words, whole_number
from organizations.models import Organization

MAX_ENTRIES = 500  # of one person in one organization
PAGE_SIZE = 25
MAX_PAGE = 9_999
PURGE_BATCH = 1000
SEGMENTS = ("all", "writes", "failed")
SELLER_CHOICE = "seller"  # the value of the filter for the seller organization
_READS = Q(method__in=sorted(SAFE_METHODS))
_FAILED = Q(status=0) | Q(status__gte=400)
_SEARCHED = ("operation", "method", "path", "status", "form_data", "response")
BODIES = ("headers", "form_data", "response")


@dataclass(frozen=True)
class HistoryQuery:
    """What the list shows. `segment` is one of `SEGMENTS`; `acting_as` a context in words, "" for any."""

    search: str = ""
    segment: str = "all"
    acting_as: str = ""
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether the list shows fewer than all requests."""
        return bool(self.search or self.acting_as or self.segment != "all")

    @classmethod
    def from_parameters(cls, parameters: QueryDict) -> "HistoryQuery":
        """Parse a query string; unknown values are ignored."""
        segment = parameters.get("segment", "")
        return cls(
            search=search_text(parameters.get("search")),
            segment=segment if segment in SEGMENTS else "all",
            acting_as=parameters.get("as", "").replace("\0", "")[:300],
            page=whole_number(parameters.get("page"), maximum=MAX_PAGE) or 1,
        )


@dataclass(frozen=True)
class HistoryList:
    """One page of the history.

    Attributes:
        counts: the number of requests in each segment.
        contexts: the contexts to filter by, in words, besides the seller organization.
    """

    query: HistoryQuery
    page: Page
    counts: dict[str, int]
    contexts: list[str]


def entries_of(user: User, organization: Organization) -> QuerySet[HistoryEntry]:
    """Return the requests that `user` sent to the organization, newest first."""
    return HistoryEntry.objects.filter(user=user, organization=organization)


def get_entry_or_404(user: User, organization: Organization, pk: int) -> HistoryEntry:
    """Return one request of `user`. Raises `Http404` for any other."""
    entry = entries_of(user, organization).select_related("undo_record").filter(pk=pk).first()
    if entry is None:
        raise Http404("The user has no such request in this organization.")
    return entry


def history_list(user: User, organization: Organization, query: HistoryQuery) -> HistoryList:
    """Return the page of the history that `query` asks for."""
    entries = entries_of(user, organization)
    contexts = sorted(entries.exclude(acting_as="").values_list("acting_as", flat=True).order_by().distinct())
    filtered = entries
    if query.acting_as:
        filtered = filtered.filter(acting_as="" if query.acting_as == SELLER_CHOICE else query.acting_as)
    if query.search:
        filtered = filtered.filter(pk__in=_matches(filtered, search_words(query.search)))
    counts = filtered.order_by().aggregate(
        all=Count("pk"), writes=Count("pk", filter=~_READS), failed=Count("pk", filter=_FAILED)
    )
    segment = {"all": Q(), "writes": ~_READS, "failed": _FAILED}[query.segment]
    paginator = Paginator(filtered.filter(segment).defer(*BODIES), PAGE_SIZE)
    vars(paginator)["count"] = counts[query.segment]  # it would count them once more
    page = paginator.get_page(query.page)
    return HistoryList(replace(query, page=page.number), page, counts, contexts)


def _matches(entries: QuerySet[HistoryEntry], words: list[str]) -> list[int]:
    """Return the requests that contain every word: in the call, the status, or one of the bodies.

    The bodies are encrypted, so they are read, but only of requests that do not match otherwise.
    """
    folded = [word.casefold() for word in words]
    found: list[int] = []
    others: list[int] = []
    for pk, *fields in entries.order_by().values_list("pk", "operation", "method", "path", "status"):
        text = " ".join(map(str, fields)).casefold()
        (found if all(word in text for word in folded) else others).append(pk)
    for pk, *fields in entries.order_by().filter(pk__in=others).values_list("pk", *_SEARCHED):
        text = " ".join(_text(field) for field in fields).casefold()
        if all(word in text for word in folded):
            found.append(pk)
    return found


def _text(field: Any) -> str:
    return field.decode("utf-8", "replace") if isinstance(field, bytes) else str(field)


def last_requests(user: User, organization: Organization, number: int) -> list[HistoryEntry]:
    """Return the last requests of `user`, newest first."""
    return list(entries_of(user, organization).defer(*BODIES)[:number])


def purge() -> int:
    """Delete what is older than the retention, and all but each person's last requests; return how many."""
    old = HistoryEntry.objects.filter(sent_at__lt=clock.now() - timedelta(days=settings.HISTORY_DAYS))
    deleted = old.order_by().delete()[0]
    ranked = HistoryEntry.objects.order_by().annotate(
        rank=Window(
            RowNumber(),
            partition_by=[F("user"), F("organization")],
            order_by=[F("sent_at").desc(), F("pk").desc()],
        )
    )
    surplus = list(ranked.filter(rank__gt=MAX_ENTRIES).values_list("pk", flat=True))
    for start in range(0, len(surplus), PURGE_BATCH):
        batch = surplus[start : start + PURGE_BATCH]
        deleted += HistoryEntry.objects.filter(pk__in=batch).delete()[0]
    return deleted


def export(user: User) -> list[dict[str, Any]]:
    """Return the requests of `user` for the export of their data, with the bodies as they are stored."""
    return [
        {
            "organization": entry.organization_id,
            "sent_at": entry.sent_at,
            "operation": entry.operation,
            "method": entry.method,
            "path": entry.path,
            "status": entry.status or entry.failure,
            "acting_as": entry.acting_as,
            "reason": entry.reason,
            "request": _text(entry.form_data),
            "response": _text(entry.response),
        }
        for entry in HistoryEntry.objects.filter(user=user).iterator(chunk_size=100)
    ]
