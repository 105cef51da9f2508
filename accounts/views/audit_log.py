"""The signed-in user's own audit log, as a page and as CSV."""

import csv
from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache

from accounts.audit import log
from accounts.audit.events import describe
from accounts.http import AuthenticatedHttpRequest
from accounts.models import AuditEntry
from lib.query_string import search_words, whole_number

PAGE_SIZE = 50
SEARCH_FIELDS = ("target_name", "target_id", "organization", "result")
CSV_COLUMNS = (
    *("created_at", "actor_name", "event", "description", "target_name", "organization"),
    *("impersonated", "result", "ip", "request_id"),
)


@never_cache
def audit_log(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Render a page of entries, newest first.

    `before` is the pk of the entry to continue from; `search` and `since` filter.
    """
    entries = _filtered(request)
    before = whole_number(request.GET.get("before"))
    page = entries if before is None else entries.filter(pk__lt=before)
    rows = list(page.order_by("-pk")[: PAGE_SIZE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "entries": [(entry, describe(entry.event, entry.details)) for entry in rows[:PAGE_SIZE]],
        "user_id": str(request.user.pk),
        "total": entries.count(),
        "older": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
        "search": request.GET.get("search", ""),
        "since": request.GET.get("since", ""),
        "query": query,
    }
    return render(request, "accounts/audit_log.html", context)


@never_cache
def audit_log_csv(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Send all entries that pass the page's filters as CSV."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    writer = csv.writer(response)
    writer.writerow(CSV_COLUMNS)
    for entry in _filtered(request).order_by("-pk").iterator(chunk_size=1000):
        cells = vars(entry) | {"description": describe(entry.event, entry.details)}
        writer.writerow([_escape_formula(str(cells[column] or "")) for column in CSV_COLUMNS])
    return response


def _filtered(request: AuthenticatedHttpRequest) -> QuerySet[AuditEntry]:
    parameters: Mapping[str, str] = request.GET.dict()
    words = search_words(parameters.get("search"))
    entries = log.search(log.entries_for(request.user), words, SEARCH_FIELDS)
    since = _date(parameters.get("since", ""))
    return entries.filter(created_at__date__gte=since) if since else entries


def _date(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _escape_formula(cell: str) -> str:
    """Prefix what a spreadsheet would take for a formula with an apostrophe."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
